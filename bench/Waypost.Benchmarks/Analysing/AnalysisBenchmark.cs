using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Waypost.Stats;
using Waypost.Stats.Analysis;
using Waypost.Stats.Queries;
using Waypost.Stats.Statistics;
using Waypost.Wire;
using Waypost.Wire.Experiments;

namespace Waypost.Benchmarks.Analysing;

/// <summary>
/// Compares an analysis with PostgreSQL's own <c>select count(*), sum(value)</c> over the same events, with and without the indexes that
/// Waypost suggests.
/// </summary>
internal static class AnalysisBenchmark
{
    private const string Events = "select user_id, timestamp, value from events";
    private static readonly DateTimeOffset from = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] suggested =
    [
        "create index on events (user_id, timestamp) include (value)",
        "create index on exposures (experiment_id, user_id) include (treatment, timestamp)",
        "vacuum analyze exposures",
        "vacuum analyze events",
    ];

    public static async Task<int> RunAsync(int users)
    {
        Print($"{users:N0} exposed users, {users * 10L:N0} events");
        await using var data = await BenchmarkDatabase.CreateAsync(users);
        await using var worker = Worker(data);
        var source = Source(worker, data);
        var server = await ServerCost.OfAsync(data);
        var analysis = worker.Services.GetRequiredService<AnalysisJob>();
        AnalysisResult? last = null;
        async Task AnalyseAsync(params ExperimentMetric[] metrics) =>
            last = await analysis.AnalyseAsync(Request(source, metrics), (_, _, _) => Task.CompletedTask, default);

        var baseline = await server.CheapestAsync(5, () => data.ScalarAsync<long>("select count(*) + sum(value)::bigint from events"));
        Print($"baseline: count(*), sum(value)   {baseline.ComparedWith(baseline)}");
        var exposures = await server.CheapestAsync(2, () => AnalyseAsync());
        Print($"exposures only, no index         {exposures.ComparedWith(baseline)}");
        var bare = await server.CheapestAsync(1, () => AnalyseAsync(Metric("one", MetricType.Revenue)));
        Print($"one metric too, no index         {bare.ComparedWith(baseline)}");
        Print($"  the metric's query only        {QueryTime(last!)}");
        var sums = last!.Metrics[0].Variants.Select(arm => arm.Sum).ToList();

        foreach (var statement in suggested)
        {
            await data.ExecuteAsync(statement);
        }
        exposures = await server.CheapestAsync(2, () => AnalyseAsync());
        Print($"exposures only, indexes          {exposures.ComparedWith(baseline)}");
        var indexed = await server.CheapestAsync(2, () => AnalyseAsync(Metric("one", MetricType.Revenue)));
        Print($"exposures and one metric         {indexed.ComparedWith(baseline)}");
        Print($"  the metric's query only        {QueryTime(last!)}");
        var novelty = worker.Services.GetRequiredService<NoveltyJob>();
        var byDay = await server.CheapestAsync(
            2,
            () => novelty.ComputeAsync(NoveltyOf(source, Metric("one", MetricType.Revenue)), _ => Task.CompletedTask, default)
        );
        Print($"  by day of first exposure       {byDay.ComparedWith(baseline)}");
        var same = last!.Metrics[0].Variants.Select(arm => arm.Sum).SequenceEqual(sums);
        var four = await server.CheapestAsync(
            2,
            () =>
                AnalyseAsync(
                    Metric("one", MetricType.Revenue),
                    Metric("two", MetricType.Binomial),
                    Metric("three", MetricType.Count),
                    Metric("four", MetricType.Revenue, new() { Value = 200 })
                )
        );
        Print(
            $"exposures and four metrics       {four.ComparedWith(baseline)}; three more cost "
                + $"{(four.ProcessorSeconds / indexed.ProcessorSeconds) - 1:P0}"
        );
        var levels = await BreakdownBenchmark.RunAsync(
            worker.Services,
            server,
            data,
            Request(source, [Metric("one", MetricType.Revenue)]) with
            {
                PlannedUsers = users,
            },
            indexed,
            baseline
        );
        Print($"statistics of one metric          {Statistics():0.0} µs");
        using var self = Process.GetCurrentProcess();
        Print(
            $"this process (the worker)        {self.PeakWorkingSet64 / 1048576.0:0} MB at its peak, "
                + $"{GC.GetTotalMemory(forceFullCollection: true) / 1048576.0:0} MB managed"
        );

        var correct =
            same && levels && last!.Exposures.Total == users && last.Metrics.All(metric => metric.Comparisons[0].PValue is not null);
        Print(correct ? "results checked: the same with and without indexes, every user counted" : "WRONG RESULTS");
        return correct ? 0 : 1;
    }

    private static string QueryTime(AnalysisResult result) => $"{Seconds(result.Metrics[0].QueryMilliseconds / 1000)} s wall, the last run";

    private static string Seconds(double? seconds) => (seconds ?? double.NaN).ToString("0.00", CultureInfo.InvariantCulture).PadLeft(7);

    /// <summary>Microseconds from sums to a result with every interval.</summary>
    private static double Statistics()
    {
        const int times = 2_000;
        var scope = new ExperimentScope(7, [new("off", 1), new("on", 1)], from, from.AddDays(14));
        var comparison = new MetricComparison(scope, 0.05, 1_000_000, []);
        MetricArm[] arms =
        [
            .. scope.Variants.Select(
                (variant, i) =>
                    new MetricArm
                    {
                        Variant = variant.Key,
                        Users = 500_000,
                        Moments = Moments.FromVariance(500_000, 100 + i, 900),
                        Sum = 5e7,
                    }
            ),
        ];
        var metric = Metric("one", MetricType.Revenue);
        comparison.Result(metric, arms, "", TimeSpan.Zero);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < times; i++)
        {
            comparison.Result(metric, arms, "", TimeSpan.Zero);
        }
        return Stopwatch.GetElapsedTime(started).TotalMicroseconds / times;
    }

    private static ExperimentMetric Metric(string key, MetricType type, MetricCap? cap = null) =>
        new()
        {
            Definition = new()
            {
                Key = key,
                Name = key,
                Type = type,
                Query = Events,
                Cap = cap,
            },
            Role = MetricRole.Primary,
        };

    private static AnalysisRequest Request(AnalyticsSource source, IReadOnlyList<ExperimentMetric> metrics) =>
        new()
        {
            ExperimentId = 7,
            Source = source,
            From = from,
            To = from.AddDays(14),
            PlannedEnd = from.AddDays(14),
            Control = "off",
            Variants = [new("off", 1), new("on", 1)],
            Metrics = metrics,
        };

    private static NoveltyRequest NoveltyOf(AnalyticsSource source, params IReadOnlyList<ExperimentMetric> metrics)
    {
        var analysis = Request(source, metrics);
        return new()
        {
            ExperimentId = analysis.ExperimentId,
            Source = source,
            From = analysis.From,
            To = analysis.To,
            Control = analysis.Control,
            Variants = analysis.Variants,
            Metrics = metrics,
        };
    }

    private static AnalyticsSource Source(WebApplication worker, BenchmarkDatabase data)
    {
        var settings = new NpgsqlConnectionStringBuilder(data.ConnectionString);
        return new()
        {
            Host = settings.Host!,
            Port = settings.Port,
            Database = settings.Database!,
            Username = BenchmarkDatabase.Login,
            ProtectedPassword = worker
                .Services.GetRequiredService<IDataProtectionProvider>()
                .CreateProtector(AnalyticsSource.PasswordPurpose)
                .Protect(BenchmarkDatabase.Password),
            SslMode = "disable",
            ExposuresQuery = "select experiment_id, user_id, timestamp, treatment from exposures",
        };
    }

    /// <summary>The worker's services, not started: the benchmark needs neither a queue nor the manager's keys.</summary>
    private static WebApplication Worker(BenchmarkDatabase data)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection([
            new("ConnectionStrings:waypostdb", data.ConnectionString),
            new("Waypost:WebhookSecret", WebhookSecret.Generate()),
            new("Waypost:DataProtectionSecret", new string('s', 32)),
            new("Waypost:Stats:AllowPrivateNetworks", "true"),
            new("Waypost:Stats:QueryTimeout", "01:00:00"),
        ]);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddStats();
        builder.Services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
        return builder.Build();
    }

    private static void Print(FormattableString line) => Print(line.ToString(CultureInfo.InvariantCulture));

    private static void Print(string line) => Console.WriteLine(line);
}
