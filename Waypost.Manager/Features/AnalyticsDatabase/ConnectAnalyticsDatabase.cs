using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.AnalyticsDatabase;

/// <summary>Connects a project to its analytics database. A connection that does not work is not saved.</summary>
internal static class ConnectAnalyticsDatabase
{
    public sealed class Handler(
        ManagerDb db,
        Changes changes,
        StatsWorkerClient stats,
        Passwords passwords,
        IValidator<AnalyticsDatabaseRequest> validator
    )
    {
        public async Task<Outcome<AnalyticsDatabaseView>> HandleAsync(
            string project,
            AnalyticsDatabaseRequest request,
            string? ifMatch,
            Actor actor,
            CancellationToken cancellationToken
        )
        {
            if (validator.Check(request) is { } invalid)
            {
                return invalid;
            }

            var saved = await GetAnalyticsDatabase.FindAsync(db.AnalyticsDatabases.AsNoTracking(), db, project, cancellationToken);
            if (saved is not null && ETags.Check(ifMatch, saved.Revision) is { } stale)
            {
                return stale;
            }

            if (!passwords.ToSource(request, saved).Succeeded(out var source, out var refusal))
            {
                return refusal;
            }

            // Checked before the transaction, so that no edit waits for another database.
            if (!(await stats.TestAsync(new() { Source = source }, cancellationToken)).Succeeded(out var report, out refusal))
            {
                return refusal;
            }

            return Unworkable(report) is { } unworkable
                ? unworkable
                : await SaveAsync(project, source, report, ifMatch, actor, cancellationToken);
        }

        private Task<Outcome<AnalyticsDatabaseView>> SaveAsync(
            string project,
            AnalyticsSource source,
            SourceReport report,
            string? ifMatch,
            Actor actor,
            CancellationToken cancellationToken
        ) =>
            changes.ApplyAsync<AnalyticsDatabaseView>(
                project,
                null,
                actor,
                async (change, token) =>
                {
                    var row = await change.Db.AnalyticsDatabases.SingleOrDefaultAsync(d => d.ProjectId == change.Project.Id, token);
                    if (row is not null && ETags.Check(ifMatch, row.Revision) is { } stale)
                    {
                        return stale;
                    }

                    var before = row is null ? (System.Text.Json.JsonElement?)null : AnalyticsDatabaseView.ToLog(row);
                    if (row is null)
                    {
                        row = Data.AnalyticsDatabase.Create(change.Project.Id);
                        change.Db.Add(row);
                    }

                    if (row.Revision == 0 || row.ToSource() != source)
                    {
                        row.Update(source, change.Actor.Name, change.At);
                        change.Log(AuditEntryTypes.AnalyticsDatabaseConnected, null, null, before, AnalyticsDatabaseView.ToLog(row));
                    }

                    row.Found([.. report.Exposures.Columns.Where(column => column.Breakdown == true).Select(column => column.Name)]);
                    return AnalyticsDatabaseView.Of(row);
                },
                cancellationToken
            );

        private static Refusal.Unworkable? Unworkable(SourceReport report)
        {
            if (!report.Credentials.Ok)
            {
                var field = report.Credentials.Code == CheckCodes.CannotConnect ? "host" : "username";
                return Refused(report, report.Credentials.Code, field, report.Credentials.Message);
            }

            return report.Exposures.Ok ? null : Refused(report, report.Exposures.Code, "exposuresQuery", report.Exposures.Message);
        }

        private static Refusal.Unworkable Refused(SourceReport report, string? code, string field, string message) =>
            new(message, code ?? "unworkable", new Dictionary<string, string[]> { [field] = [message] }, report);
    }

    public static void Map(RouteGroupBuilder database) =>
        database
            .MapPut(
                "",
                async Task<Results<Ok<AnalyticsDatabaseView>, ProblemHttpResult>> (
                    string project,
                    AnalyticsDatabaseRequest body,
                    Handler handler,
                    Actor actor,
                    HttpRequest request,
                    HttpResponse response,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(project, body, request.IfMatch(), actor, cancellationToken)).ToOk(response, d => d.Revision)
            )
            .RequireAuthorization(Roles.Admin)
            .AcceptsIfMatch()
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithName("ConnectAnalyticsDatabase")
            .WithSummary("Connect the analytics database; the connection is tested first, and saved only if it works");
}
