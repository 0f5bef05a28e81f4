using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Environments;

/// <summary>Creates an environment, in which all flags are off.</summary>
internal static class CreateEnvironment
{
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

    public sealed class Handler(Changes changes, IValidator<Request> validator)
    {
        public async Task<Outcome<EnvironmentView>> HandleAsync(
            string project,
            Request request,
            Actor actor,
            CancellationToken cancellationToken
        )
        {
            if (validator.Check(request) is { } refusal)
            {
                return refusal;
            }

            return await changes.ApplyAsync<EnvironmentView>(
                project,
                null,
                actor,
                async (change, token) =>
                {
                    if (change.Environments.Any(e => string.Equals(e.Key, request.Key, StringComparison.OrdinalIgnoreCase)))
                    {
                        return new Refusal.Conflict(
                            $"Project '{change.Project.Key}' already has an environment '{request.Key}'. Keys ignore case."
                        );
                    }

                    var environment = ProjectEnvironment.Create(
                        change.Project,
                        request.Key,
                        request.Name?.Trim() ?? request.Key,
                        change.At
                    );
                    change.Db.Environments.Add(environment);
                    foreach (var flag in await change.Db.Flags.Where(f => f.ProjectId == change.Project.Id).ToListAsync(token))
                    {
                        change.Db.FlagSettings.Add(FlagSettings.CreateOff(flag, environment, change.Actor.Name, change.At));
                    }

                    change.Log(AuditEntryTypes.EnvironmentCreated, null, environment, null, EnvironmentView.ToLog(environment));
                    // No version changes, but providers have a new environment to fetch.
                    change.Notify();
                    return EnvironmentView.Of(environment);
                },
                cancellationToken
            );
        }
    }

    public static void Map(RouteGroupBuilder environments) =>
        environments
            .MapPost(
                "",
                async Task<Results<Created<EnvironmentView>, ProblemHttpResult>> (
                    string project,
                    Request request,
                    Handler handler,
                    Actor actor,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.HandleAsync(project, request, actor, cancellationToken)).ToCreated(environment =>
                        $"/api/v1/projects/{project}/environments/{environment.Key}"
                    )
            )
            .RequireAuthorization(Roles.Admin)
            .ProducesConflict()
            .WithName("CreateEnvironment")
            .WithSummary("Create an environment; all flags are off in it");
}
