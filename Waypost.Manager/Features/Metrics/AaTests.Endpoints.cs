using Microsoft.AspNetCore.Http.HttpResults;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Metrics;

internal static partial class AaTests
{
    private const string Description =
        "Splits the users of past days at random, a thousand times, and compares the groups by the rules of an experiment. There is no "
        + "difference between them, so about 5 % of the fixed tests may find one: the answer has the real rate, the spread of the "
        + "p-values, the smallest effect that these users detect with a power of 80 %, and what is wrong with the metric. Users are those "
        + "of the exposures query, whatever their flag and variant. Effects of past experiments do not matter: every group has its share "
        + "of each variant. The users of a metric with a quantile are not split; it is checked for ties.";

    public static void Map(RouteGroupBuilder metrics)
    {
        // Nulls are written, as in the results: they mean that something could not be computed.
        metrics
            .MapGet(
                "{metric}/aa-tests",
                async Task<Results<JsonHttpResult<AaTestResult>, ProblemHttpResult>> (
                    string project,
                    string metric,
                    Handler handler,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.GetAsync(new(project, metric), cancellationToken)).Match<
                        Results<JsonHttpResult<AaTestResult>, ProblemHttpResult>
                    >(
                        view =>
                            view.Result is { } result
                                ? TypedResults.Json(result, ExperimentsJson.Default.AaTestResult)
                                : new Refusal.NotFound(
                                    $"Metric '{metric}' has no result of an A/A test yet. POST …/metrics/{metric}/aa-tests starts one."
                                ).ToProblem(),
                        refusal => refusal.ToProblem()
                    )
            )
            .Produces<AaTestResult>()
            .WithName("GetAaTestResult")
            .WithSummary("Read the result of a metric's latest A/A test")
            .WithDescription(Description);
        metrics
            .MapPost(
                "{metric}/aa-tests",
                async Task<Results<Accepted<JobView>, ProblemHttpResult>> (
                    string project,
                    string metric,
                    Request request,
                    Handler handler,
                    Actor actor,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.StartAsync(new(project, metric), request, actor, cancellationToken)).ToAccepted(job =>
                        $"/api/v1/projects/{project}/metrics/{metric}/aa-tests/{job.Number}"
                    )
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .WithName("StartAaTest")
            .WithSummary("Start an A/A test of a metric on past users, or return the one that is under way")
            .WithDescription(Description);
        metrics
            .MapGet(
                "{metric}/aa-tests/{number:int}",
                async Task<Results<Ok<JobView>, ProblemHttpResult>> (
                    string project,
                    string metric,
                    int number,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.GetAsync(new(project, metric), number, cancellationToken)).ToOk()
            )
            .WithName("GetAaTest")
            .WithSummary("Read the progress of an A/A test");
        metrics
            .MapDelete(
                "{metric}/aa-tests/{number:int}",
                async Task<Results<Ok<JobView>, ProblemHttpResult>> (
                    string project,
                    string metric,
                    int number,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.CancelAsync(new(project, metric), number, cancellationToken)).ToOk()
            )
            .RequireAuthorization(Roles.Editor)
            .ProducesConflict()
            .WithName("CancelAaTest")
            .WithSummary("Cancel a queued or running A/A test");
    }
}
