using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Environments;

/// <summary>Deletes an environment with its flag settings, segments and SDK keys; its history stays in the audit log.</summary>
internal static class DeleteEnvironment
{
    public sealed class Handler(Changes changes)
    {
        public Task<Outcome<Done>> HandleAsync(string project, string key, Actor actor, CancellationToken cancellationToken) =>
            changes.ApplyAsync<Done>(
                project,
                null,
                actor,
                async (change, token) =>
                {
                    var environment = change.Environments.SingleOrDefault(e =>
                        string.Equals(e.Key, key, StringComparison.OrdinalIgnoreCase)
                    );
                    if (environment is null)
                    {
                        return new Refusal.NotFound($"Project '{change.Project.Key}' has no environment '{key}'.");
                    }

                    if (change.Environments.Count == 1)
                    {
                        return new Refusal.Conflict(
                            $"'{environment.Key}' is the last environment of project '{change.Project.Key}'. Delete the project instead."
                        );
                    }

                    var experiment = (
                        await change
                            .Db.FlagSettings.AsNoTracking()
                            .Where(s => s.EnvironmentId == environment.Id && s.Experiment != null)
                            .Select(s => s.Experiment)
                            .ToListAsync(token)
                    ).FirstOrDefault();
                    if (experiment is not null)
                    {
                        return new Refusal.Conflict(
                            $"Experiment {experiment.Id} is running in environment '{environment.Key}'. Stop it first."
                        );
                    }

                    change.Log(AuditEntryTypes.EnvironmentDeleted, null, environment, EnvironmentView.ToLog(environment), null);
                    await ExperimentJobs.RemoveAsync(change.Db, change.Db.Experiments.Where(e => e.EnvironmentId == environment.Id), token);
                    change.Db.Remove(environment);
                    await ActiveSdkKeys.MarkChangedAsync(change, token);
                    return default(Done);
                },
                cancellationToken
            );
    }

    public static void Map(RouteGroupBuilder environments) =>
        environments
            .MapDelete(
                "{environment}",
                async Task<Results<NoContent, ProblemHttpResult>> (
                    string project,
                    string environment,
                    Handler handler,
                    Actor actor,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(project, environment, actor, cancellationToken)).ToNoContent()
            )
            .RequireAuthorization(Roles.Admin)
            .ProducesConflict()
            .WithName("DeleteEnvironment")
            .WithSummary("Delete an environment with its settings, segments and SDK keys");
}
