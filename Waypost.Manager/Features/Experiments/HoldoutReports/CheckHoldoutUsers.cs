using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments.HoldoutReports;

/// <summary>Runs a users query in the analytics database: its columns, some rows, and what is unusual.</summary>
internal static class CheckHoldoutUsers
{
    /// <param name="UsersQuery">The saved one if left out.</param>
    public sealed record Request(string? UsersQuery);

    public sealed class Handler(ManagerDb db, StatsWorkerClient stats, IValidator<HoldoutReportRequest> validator)
    {
        public async Task<Outcome<MetricReport>> HandleAsync(
            HoldoutAddress address,
            string? usersQuery,
            CancellationToken cancellationToken
        )
        {
            if (validator.Check(new() { UsersQuery = usersQuery }) is { } invalid)
            {
                return invalid;
            }

            if (await address.Find(db).AsNoTracking().SingleOrDefaultAsync(cancellationToken) is not { } holdout)
            {
                return address.NotFound();
            }

            if ((usersQuery ?? holdout.UsersQuery) is not { } query)
            {
                return Refusal.Invalid.Field("usersQuery", HoldoutReportRequest.Validator.NoQuery);
            }

            return
                await db.AnalyticsDatabases.AsNoTracking().SingleOrDefaultAsync(d => d.ProjectId == holdout.ProjectId, cancellationToken)
                    is { } database
                ? await RunAsync(stats, database.ToSource(), query, cancellationToken)
                : NotConnected(address.Project);
        }
    }

    /// <summary>A users query has the columns of a binomial metric's query, so the same check applies.</summary>
    public static Task<Outcome<MetricReport>> RunAsync(
        StatsWorkerClient stats,
        AnalyticsSource source,
        string usersQuery,
        CancellationToken cancellationToken
    ) =>
        stats.PreviewAsync(
            new()
            {
                Source = source,
                Metric = new()
                {
                    Key = "users",
                    Name = "Users",
                    Type = MetricType.Binomial,
                    Query = usersQuery,
                },
            },
            cancellationToken
        );

    public static Refusal.Conflict NotConnected(string project) =>
        new($"Project '{project}' has no analytics database. Connect one first: users and metrics come from it.");

    public static void Map(RouteGroupBuilder holdouts) =>
        holdouts
            .MapPost(
                "{id:int}/report/check",
                async Task<Results<Ok<MetricReport>, ProblemHttpResult>> (
                    string project,
                    int id,
                    Request? body,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(new(project, id), body?.UsersQuery, cancellationToken)).ToOk()
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithName("CheckHoldoutUsers")
            .WithSummary("Run the users query of a holdout's report: columns, up to 20 rows, errors, estimates")
            .WithDescription(
                "It returns `user_id` and `timestamp` of everyone who was active, held out or not. `{{start}}` and `{{end}}` are the "
                    + "period that it has to deliver: in a check the last 28 days, in a report that of the holdout."
            );
}
