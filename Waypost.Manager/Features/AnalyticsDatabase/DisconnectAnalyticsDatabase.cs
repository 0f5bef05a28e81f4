using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.AnalyticsDatabase;

/// <summary>Deletes the connection and its password. Metrics, experiments and their results stay.</summary>
internal static class DisconnectAnalyticsDatabase
{
    public sealed class Handler(Changes changes)
    {
        public Task<Outcome<Done>> HandleAsync(string project, string? ifMatch, Actor actor, CancellationToken cancellationToken) =>
            changes.ApplyAsync<Done>(
                project,
                null,
                actor,
                async (change, token) =>
                {
                    var row = await change.Db.AnalyticsDatabases.SingleOrDefaultAsync(d => d.ProjectId == change.Project.Id, token);
                    if (row is null)
                    {
                        return GetAnalyticsDatabase.NotConnected(change.Project.Key);
                    }

                    if (ETags.Check(ifMatch, row.Revision) is { } stale)
                    {
                        return stale;
                    }

                    change.Log(AuditEntryTypes.AnalyticsDatabaseDisconnected, null, null, AnalyticsDatabaseView.ToLog(row), null);
                    change.Db.Remove(row);
                    await ExperimentJobs.RemovePasswordsAsync(change.Db, change.Project.Id, token);
                    return default(Done);
                },
                cancellationToken
            );
    }

    public static void Map(RouteGroupBuilder database) =>
        database
            .MapDelete(
                "",
                async Task<Results<NoContent, ProblemHttpResult>> (
                    string project,
                    Handler handler,
                    Actor actor,
                    HttpRequest request,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(project, request.IfMatch(), actor, cancellationToken)).ToNoContent()
            )
            .RequireAuthorization(Roles.Admin)
            .AcceptsIfMatch()
            .WithName("DisconnectAnalyticsDatabase")
            .WithSummary("Disconnect the analytics database and delete its password");
}
