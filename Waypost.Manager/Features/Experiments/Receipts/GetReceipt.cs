using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Waypost.Manager.Core;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Experiments.Receipts;

/// <summary>The receipt of the latest results, and its scripts.</summary>
internal static class GetReceipt
{
    public sealed class Handler(FindExperiments.Handler experiments, GetResults.Handler results)
    {
        public async Task<Outcome<Receipt>> HandleAsync(ExperimentAddress address, CancellationToken cancellationToken)
        {
            if (!(await experiments.GetAsync(address, cancellationToken)).Succeeded(out var experiment, out var refusal))
            {
                return refusal;
            }

            return (await results.HandleAsync(address, cancellationToken)).Succeeded(out var result, out refusal)
                ? Receipt.Of(new(experiment.Name, experiment.Flag, experiment.Environment, experiment.Phase), result)
                : refusal;
        }

        public async Task<Outcome<string>> HandleScriptAsync(
            ExperimentAddress address,
            ScriptLanguage language,
            CancellationToken cancellationToken
        ) =>
            (await results.HandleAsync(address, cancellationToken)).Succeeded(out var result, out var refusal)
                ? ReceiptScript.Create(result, language)
                : refusal;
    }

    public static void Map(RouteGroupBuilder experiments)
    {
        experiments
            .MapGet(
                "{id:long}/results/receipt",
                async Task<Results<Ok<Receipt>, ProblemHttpResult>> (
                    string project,
                    long id,
                    Handler handler,
                    CancellationToken cancellationToken
                ) => (await handler.HandleAsync(new(project, id), cancellationToken)).ToOk()
            )
            .WithName("GetReceipt")
            .WithSummary(
                "Read the receipt of the latest results: SQL, counts, versions, aggregated numbers and their hash, and every p-value"
            );
        MapScript(experiments, ScriptLanguage.R, "GetReceiptForR", "an R script");
        MapScript(experiments, ScriptLanguage.Python, "GetReceiptForPython", "a Python script");
    }

    private static void MapScript(RouteGroupBuilder experiments, ScriptLanguage language, string name, string what) =>
        experiments
            .MapGet(
                $"{{id:long}}/results/{language.File}",
                async Task<Results<ContentHttpResult, ProblemHttpResult>> (
                    string project,
                    long id,
                    Handler handler,
                    CancellationToken cancellationToken
                ) =>
                    (await handler.HandleScriptAsync(new(project, id), language, cancellationToken)).Match<
                        Results<ContentHttpResult, ProblemHttpResult>
                    >(script => TypedResults.Text(script, "text/plain", Encoding.UTF8), refusal => refusal.ToProblem())
            )
            .Produces<string>(contentType: "text/plain")
            .WithName(name)
            .WithSummary($"Read {what} that computes every p-value of the latest results again, from the aggregated numbers");
}
