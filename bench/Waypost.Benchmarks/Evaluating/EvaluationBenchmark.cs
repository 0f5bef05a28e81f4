using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Waypost.Benchmarks.Evaluating;

/// <summary>Measures evaluation against its baseline in one run, after checking that both give the same results.</summary>
internal static class EvaluationBenchmark
{
    // As multiples of the baseline.
    private static readonly (string Case, string What, double Goal)[] Goals =
    [
        ("a", "on, no rules", 1.5),
        ("b", "50 % rollout by user id", 1.5),
        ("c", "three rules, the third matches", 2.0),
        ("d", "b with 1,000 flags loaded", 1.5),
        ("e", "b in 60 % of a layer", 1.5),
    ];

    internal static int Run()
    {
        if (!ResultsAgree())
        {
            return 1;
        }

        // Many short iterations: on a busy machine some of them run without being interrupted, and the fastest one counts.
        var job = Job
            .Default.WithToolchain(InProcessEmitToolchain.Instance)
            .WithIterationTime(TimeInterval.FromMilliseconds(2))
            .WithWarmupCount(100)
            .WithIterationCount(500);
        var summary = BenchmarkRunner.Run<EvaluationCases>(ManualConfig.Create(DefaultConfig.Instance).AddJob(job));
        return Report(summary) ? 0 : 1;
    }

    private static bool ResultsAgree()
    {
        var cases = new EvaluationCases();
        (string Case, int Baseline, int Waypost)[] served =
        [
            ("a", cases.BaselineOn(), cases.WaypostOn()),
            ("b", cases.BaselineHalf(), cases.WaypostHalf()),
            ("c", cases.BaselineRules(), cases.WaypostRules()),
            ("d", cases.BaselineThousand(), cases.WaypostThousand()),
            ("e", cases.BaselineLayered(), cases.WaypostLayered()),
        ];
        foreach (var (name, baseline, waypost) in served)
        {
            Console.WriteLine($"case {name}: of {Workload.Users} users, the baseline serves 'on' to {baseline}, Waypost to {waypost}");
        }

        var agree = served.All(result => result.Baseline == result.Waypost);
        if (!agree)
        {
            Console.Error.WriteLine("The results differ, so the times cannot be compared.");
        }
        return agree;
    }

    private static bool Report(Summary summary)
    {
        var met = true;
        Console.WriteLine();
        Console.WriteLine("| case | baseline ns | Waypost ns | ratio | goal | bytes |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        foreach (var (name, what, goal) in Goals)
        {
            var baseline = Find(summary, name, "baseline");
            var waypost = Find(summary, name, "Waypost");
            var ratio = Fastest(waypost) / Fastest(baseline);
            var bytes = waypost.GcStats.GetBytesAllocatedPerOperation(waypost.BenchmarkCase) ?? 0;
            met &= ratio <= goal && bytes == 0;
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {name}) {what} | {Fastest(baseline):F1} | {Fastest(waypost):F1} | {ratio:F2} | ≤ {goal:F1} | {bytes} |"
                )
            );
        }

        var layered = Fastest(Find(summary, "e", "Waypost")) / Fastest(Find(summary, "b", "Waypost"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"In a layer, Waypost takes {layered:F2} × the time of b."));
        Console.WriteLine(met ? "All goals met." : "A goal was missed.");
        return met;
    }

    // The fastest iteration of each, because other processes only ever make one slower.
    private static double Fastest(BenchmarkReport report) => report.ResultStatistics!.Min;

    private static BenchmarkReport Find(Summary summary, string category, string what) =>
        summary.Reports.Single(report =>
            report.BenchmarkCase.Descriptor.HasCategory(category) && report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo == what
        );
}
