using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.AnalyticsDatabase;

/// <summary>Tests a connection and its exposures query, saved or not.</summary>
internal static class TestAnalyticsDatabase
{
    public sealed class Handler(ManagerDb db, StatsWorkerClient stats, Passwords passwords, IValidator<AnalyticsDatabaseRequest> validator)
    {
        /// <param name="request">None to test the saved connection.</param>
        public async Task<Outcome<SourceReport>> HandleAsync(
            string project,
            AnalyticsDatabaseRequest? request,
            CancellationToken cancellationToken
        )
        {
            var saved = await GetAnalyticsDatabase.FindAsync(db.AnalyticsDatabases.AsNoTracking(), db, project, cancellationToken);
            if (request is null)
            {
                return saved is null
                    ? GetAnalyticsDatabase.NotConnected(project)
                    : await stats.TestAsync(new() { Source = saved.ToSource() }, cancellationToken);
            }

            if (validator.Check(request) is { } invalid)
            {
                return invalid;
            }

            return passwords.ToSource(request, saved).Succeeded(out var source, out var refusal)
                ? await stats.TestAsync(new() { Source = source }, cancellationToken)
                : refusal;
        }
    }

    public static void Map(RouteGroupBuilder database) =>
        database
            .MapPost(
                "test",
                async Task<Results<Ok<SourceReport>, ProblemHttpResult>> (
                    string project,
                    AnalyticsDatabaseRequest? request,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(project, request, cancellationToken)).ToOk()
            )
            .RequireAuthorization(Roles.Admin)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .WithName("TestAnalyticsDatabase")
            .WithSummary("Test a connection: the one in the body, or the saved one without a body");
}
