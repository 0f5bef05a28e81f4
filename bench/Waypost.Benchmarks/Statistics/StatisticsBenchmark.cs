using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Waypost.Benchmarks.Statistics;

/// <summary>What the statistics cost once the database has answered: microseconds.</summary>
internal static class StatisticsBenchmark
{
    internal static int Run()
    {
        // The answers are conformance/statistics.json's business; here only that there are any.
        var cases = new StatisticsCases();
        if (cases.Mean() is null || cases.Binomial() is null || cases.Rare() is null || cases.Plan() is null)
        {
            Console.Error.WriteLine("A case has no answer; times would mean nothing.");
            return 1;
        }

        var job = Job
            .Default.WithToolchain(InProcessEmitToolchain.Instance)
            .WithIterationTime(TimeInterval.FromMilliseconds(5))
            .WithWarmupCount(30)
            .WithIterationCount(200);
        var summary = BenchmarkRunner.Run<StatisticsCases>(ManualConfig.Create(DefaultConfig.Instance).AddJob(job));
        var reports = summary
            .Reports.Select(report =>
                (Name: report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\''), Fastest: report.ResultStatistics!.Min / 1000)
            )
            .ToList();
        var floor = reports[0].Fastest;
        Console.WriteLine();
        Console.WriteLine("| one metric, two arms | µs | × floor |");
        Console.WriteLine("| --- | --- | --- |");
        foreach (var (name, fastest) in reports)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {fastest:F2} | {fastest / floor:F0} |"));
        }

        return 0;
    }
}
