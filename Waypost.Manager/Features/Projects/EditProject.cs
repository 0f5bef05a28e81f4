using System.Text.Json;
using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Projects;

/// <summary>Renames a project; its key never changes.</summary>
internal static class EditProject
{
    public sealed record Request
    {
        public string? Name { get; init; }
    }

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Name).NotNull().WithMessage(ValidationMessages.Name).MustBeName();
    }

    public sealed class Handler(Changes changes, IValidator<Request> validator)
    {
        /// <param name="patch">A JSON merge patch of <see cref="Request"/>.</param>
        public Task<Outcome<ProjectView>> HandleAsync(
            string project,
            JsonElement patch,
            string? ifMatch,
            Actor actor,
            CancellationToken cancellationToken
        ) =>
            changes.ApplyAsync<ProjectView>(
                project,
                null,
                actor,
                (change, _) => Task.FromResult(Edit(change, patch, ifMatch)),
                cancellationToken
            );

        private Outcome<ProjectView> Edit(ChangeSet change, JsonElement patch, string? ifMatch)
        {
            var project = change.Project;
            if (ETags.Check(ifMatch, project.Revision) is { } stale)
            {
                return stale;
            }

            var current = JsonSerializer.SerializeToNode(new Request { Name = project.Name }, JsonBody.Options);
            if (!JsonBody.TryRead<Request>(MergePatch.Apply(current, patch), out var request, out var unreadable))
            {
                return unreadable;
            }

            if (validator.Check(request) is { } refusal)
            {
                return refusal;
            }

            var before = ProjectView.ToLog(project);
            project.Rename(request.Name!.Trim());
            change.Log(AuditEntryTypes.ProjectEdited, null, null, before, ProjectView.ToLog(project));
            return ProjectView.Of(project, change.Environments);
        }
    }

    public static void Map(RouteGroupBuilder projects) =>
        projects
            .MapPatch(
                "{project}",
                async Task<Results<Ok<ProjectView>, ProblemHttpResult>> (
                    string project,
                    JsonElement patch,
                    Handler handler,
                    Actor actor,
                    HttpRequest request,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.HandleAsync(project, patch, request.IfMatch(), actor, cancellationToken)).ToOk(response, p => p.Revision)
            )
            .RequireAuthorization(Roles.Admin)
            .AcceptsMergePatch<Request>()
            .AcceptsIfMatch()
            .WithName("EditProject")
            .WithSummary("Rename a project (JSON merge patch)");
}
