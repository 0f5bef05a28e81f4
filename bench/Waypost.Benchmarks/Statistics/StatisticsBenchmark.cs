using System.Globalization;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Waypost.Benchmarks.Statistics;

/// <summary>Measures the statistics alone, without the database, in microseconds.</summary>
internal static class StatisticsBenchmark
{
    internal static int Run()
    {
        // conformance/statistics.json tests the results; here they only have to exist.
        var cases = new StatisticsCases();
        if (cases.Mean() is null || cases.Binomial() is null || cases.Rare() is null || cases.Plan() is null)
        {
            Console.Error.WriteLine("A case has no result, so its time means nothing.");
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
        var baseline = reports[0].Fastest;
        Console.WriteLine();
        Console.WriteLine("| one metric, two arms | µs | × baseline |");
        Console.WriteLine("| --- | --- | --- |");
        foreach (var (name, fastest) in reports)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {fastest:F2} | {fastest / baseline:F0} |"));
        }

        return 0;
    }
}
