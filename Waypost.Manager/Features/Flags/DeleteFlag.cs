using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Flags;

/// <summary>Deletes a flag from every environment. Its history stays in the audit log.</summary>
internal static class DeleteFlag
{
    public sealed class Handler(Changes changes)
    {
        public Task<Outcome<Done>> HandleAsync(
            string project,
            string flag,
            string? ifMatch,
            Actor actor,
            CancellationToken cancellationToken
        ) =>
            changes.ApplyAsync<Done>(
                project,
                null,
                actor,
                async (change, token) =>
                {
                    var row = await change
                        .Db.Flags.Include(f => f.Settings)
                        .SingleOrDefaultAsync(f => f.ProjectId == change.Project.Id && f.Key == flag, token);
                    if (row is null)
                    {
                        return new Refusal.NotFound($"Project '{change.Project.Key}' has no flag '{flag}'.");
                    }

                    if (ETags.Check(ifMatch, row.Revision) is { } stale)
                    {
                        return stale;
                    }

                    if (row.Settings.Find(s => s.Experiment is not null)?.Experiment is { } experiment)
                    {
                        return new Refusal.Conflict($"Experiment {experiment.Id} is running on flag '{row.Key}'. Stop it first.");
                    }

                    foreach (var environment in change.Environments)
                    {
                        change.RemoveFlag(environment, row.Key);
                    }

                    change.Log(AuditEntryTypes.FlagDeleted, row.Key, null, FlagRules.ToLog(row), null);
                    change.Db.Remove(row);
                    return default(Done);
                },
                cancellationToken
            );
    }

    public static void Map(RouteGroupBuilder flags) =>
        flags
            .MapDelete(
                "{flag}",
                async Task<Results<NoContent, ProblemHttpResult>> (
                    string project,
                    string flag,
                    Handler handler,
                    Actor actor,
                    HttpRequest request,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(project, flag, request.IfMatch(), actor, cancellationToken)).ToNoContent()
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .AcceptsIfMatch()
            .WithName("DeleteFlag")
            .WithSummary("Delete a flag from every environment");
}
