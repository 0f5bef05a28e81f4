using Microsoft.Extensions.DependencyInjection;
using Waypost.Stats.Analysis;
using Waypost.Wire.Experiments;

namespace Waypost.Benchmarks.Analysing;

/// <summary>What a breakdown by ten levels costs more than the analysis of the same metrics.</summary>
internal static class BreakdownBenchmark
{
    private const int Levels = 10;

    /// <param name="analysis">The analysis it is compared with.</param>
    /// <param name="cost">What that costs.</param>
    /// <returns>Whether every user is in one of ten levels.</returns>
    public static async Task<bool> RunAsync(
        IServiceProvider worker,
        ServerCost server,
        BenchmarkDatabase data,
        AnalysisRequest analysis,
        Cost cost,
        Cost baseline
    )
    {
        var job = worker.GetRequiredService<BreakdownJob>();
        BreakdownResult? last = null;
        async Task MeasureAsync(string name)
        {
            var one = await server.CheapestAsync(
                3,
                async () => last = await job.ComputeAsync(RequestOf(analysis), _ => Task.CompletedTask, default)
            );
            Console.WriteLine($"{name} {one.ComparedWith(baseline)}; {Percent(one, cost)} of the metric");
        }

        await MeasureAsync("  by ten levels                 ");
        await data.ExecuteAsync("create index on exposures (experiment_id, user_id) include (treatment, timestamp, device)");
        await data.ExecuteAsync("vacuum analyze exposures");
        await MeasureAsync("  the same, column in the index ");
        return last!.Levels.Count == Levels && last.Levels.Sum(level => level.Users) == analysis.PlannedUsers;
    }

    private static BreakdownRequest RequestOf(AnalysisRequest analysis) =>
        new()
        {
            ExperimentId = analysis.ExperimentId,
            Source = analysis.Source with { ExposuresQuery = "select experiment_id, user_id, timestamp, treatment, device from exposures" },
            Column = "device",
            From = analysis.From,
            To = analysis.To,
            PlannedEnd = analysis.PlannedEnd,
            PlannedUsers = analysis.PlannedUsers,
            Control = analysis.Control,
            Variants = analysis.Variants,
            Metrics = analysis.Metrics,
        };

    private static string Percent(Cost cost, Cost than) =>
        FormattableString.Invariant(
            $"{(cost.ProcessorSeconds / than.ProcessorSeconds) - 1:+0 %;-0 %} CPU, {(cost.Wall / than.Wall) - 1:+0 %;-0 %} wall"
        );
}
