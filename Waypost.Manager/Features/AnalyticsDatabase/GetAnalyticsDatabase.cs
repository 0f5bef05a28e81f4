using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.AnalyticsDatabase;

/// <summary>Reads a project's connection to its analytics database.</summary>
internal static class GetAnalyticsDatabase
{
    public sealed class Handler(ManagerDb db)
    {
        public async Task<Outcome<AnalyticsDatabaseView>> HandleAsync(string project, CancellationToken cancellationToken) =>
            await FindAsync(db.AnalyticsDatabases.AsNoTracking(), db, project, cancellationToken) is { } row
                ? AnalyticsDatabaseView.Of(row)
                : NotConnected(project);
    }

    public static Refusal NotConnected(string project) =>
        new Refusal.NotFound($"Project '{project}' has no analytics database. Connect one: metrics and results come from it.");

    public static Task<Data.AnalyticsDatabase?> FindAsync(
        IQueryable<Data.AnalyticsDatabase> rows,
        ManagerDb db,
        string project,
        CancellationToken cancellationToken
    ) => rows.SingleOrDefaultAsync(d => db.Projects.Any(p => p.Id == d.ProjectId && p.Key == project), cancellationToken);

    public static void Map(RouteGroupBuilder database) =>
        database
            .MapGet(
                "",
                async Task<Results<Ok<AnalyticsDatabaseView>, ProblemHttpResult>> (
                    string project,
                    Handler handler,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(project, cancellationToken)).ToOk(response, d => d.Revision)
            )
            .WithName("GetAnalyticsDatabase")
            .WithSummary("Read the connection to the analytics database, without its password");
}
