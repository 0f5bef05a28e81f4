using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Projects;

/// <summary>Creates a project with the environments production and development.</summary>
internal static class CreateProject
{
    private static readonly IReadOnlyList<(string Key, string Name)> Environments =
    [
        ("production", "Production"),
        ("development", "Development"),
    ];

    public sealed record Request
    {
        public string Key { get; init; } = "";

        /// <summary>The same as the key if left out.</summary>
        public string? Name { get; init; }
    }

    public sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Key).MustBeKey();
            RuleFor(r => r.Name).MustBeName();
        }
    }

    public sealed class Handler(ManagerDb db, IValidator<Request> validator, ChangeSignal signal, TimeProvider time)
    {
        public async Task<Outcome<ProjectView>> HandleAsync(Request request, Actor actor, CancellationToken cancellationToken)
        {
            if (validator.Check(request) is { } refusal)
            {
                return refusal;
            }

            var taken = new Refusal.Conflict($"Project '{request.Key}' already exists. Keys ignore case.");
            var outcome = await db.InTransactionAsync<ProjectView>(
                taken,
                async token =>
                {
                    if (await db.Projects.AnyAsync(p => p.Key == request.Key, token))
                    {
                        return taken;
                    }

                    var project = await CreateAsync(request, actor, token);
                    await db.NotifyAsync(token);
                    return ProjectView.Of(project);
                },
                cancellationToken
            );
            signal.Pulse();
            return outcome;
        }

        private async Task<Project> CreateAsync(Request request, Actor actor, CancellationToken cancellationToken)
        {
            var now = time.Now();
            var change = Guid.CreateVersion7();
            var project = Project.Create(request.Key, request.Name?.Trim() ?? request.Key, now);
            project.Environments.AddRange(Environments.Select(e => ProjectEnvironment.Create(project, e.Key, e.Name, now)));
            db.Projects.Add(project);
            // Saved within the transaction, because the log needs the project's id.
            await db.SaveChangesAsync(cancellationToken);
            db.AuditEntries.Add(
                AuditEntry.Create(
                    project.Id,
                    AuditEntryTypes.ProjectCreated,
                    null,
                    null,
                    actor.Name,
                    now,
                    null,
                    ProjectView.ToLog(project),
                    change
                )
            );
            return project;
        }
    }

    public static void Map(RouteGroupBuilder projects) =>
        projects
            .MapPost(
                "",
                async Task<Results<Created<ProjectView>, ProblemHttpResult>> (
                    Request request,
                    Handler handler,
                    Actor actor,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.HandleAsync(request, actor, cancellationToken)).ToCreated(
                        response,
                        p => $"/api/v1/projects/{p.Key}",
                        p => p.Revision
                    )
            )
            .RequireAuthorization(Roles.Admin)
            .ProducesConflict()
            .WithName("CreateProject")
            .WithSummary("Create a project with the environments production and development");
}
