using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Features.Experiments;

/// <summary>The results of the latest analysis.</summary>
internal static class GetResults
{
    public sealed class Handler(ManagerDb db)
    {
        public async Task<Outcome<AnalysisResult>> HandleAsync(ExperimentAddress address, CancellationToken cancellationToken)
        {
            if (await FindExperiments.FindAsync(db.Experiments.AsNoTracking(), db, address, cancellationToken) is not { } experiment)
            {
                return address.NotFound();
            }

            var job = await ExperimentJobs.FindLatestResultAsync(db, experiment.Id, JobKinds.Analysis, cancellationToken);
            return job?.Job.Result?.Deserialize(ExperimentsJson.Default.AnalysisResult) is { } result
                ? result
                : new Refusal.NotFound(
                    $"Experiment {experiment.Id} has no results yet. Start an analysis: POST …/experiments/{experiment.Id}/analyses."
                );
        }
    }

    /// <summary>Nulls are written: they mean that something could not be computed, with a warning.</summary>
    public static void Map(RouteGroupBuilder experiments) =>
        experiments
            .MapGet(
                "{id:long}/results",
                async Task<Results<JsonHttpResult<AnalysisResult>, ProblemHttpResult>> (
                    string project,
                    long id,
                    Handler handler,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.HandleAsync(new(project, id), cancellationToken)).Match<
                        Results<JsonHttpResult<AnalysisResult>, ProblemHttpResult>
                    >(result => TypedResults.Json(result, ExperimentsJson.Default.AnalysisResult), refusal => refusal.ToProblem())
            )
            .Produces<AnalysisResult>()
            .WithName("GetResults")
            .WithSummary("Read the latest results: difference, confidence interval, p-value and decision per metric and comparison");
}
