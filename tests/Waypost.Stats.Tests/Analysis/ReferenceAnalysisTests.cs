using Waypost.Benchmarks.Simulations;
using Waypost.Stats.Statistics;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>The SQL aggregates must equal those of a loop over the rows.</summary>
public sealed class ReferenceAnalysisTests(ShopDatabase shop) : IClassFixture<ShopDatabase>
{
    private const string All = "select user_id, timestamp, value from events";
    private const string Indexes = """
        create index if not exists suggested_events on events (user_id, timestamp) include (value);
        create index if not exists suggested_exposures on exposures (experiment_id, user_id) include (variant, timestamp);
        analyze exposures; analyze events
        """;

    private static readonly string[] three = ["off", "short", "long one"];

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public async Task Exposures_and_all_kinds_of_metric_equal_the_reference(int seed, bool indexed)
    {
        var rows = RandomEvents.Of(seed, three);
        await shop.ExecuteAsync(rows.Inserts(_ => "null"));
        await shop.ExecuteAsync(indexed ? Indexes : "drop index if exists suggested_events, suggested_exposures");
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var request = TestRequest.For(
            shop.Source(
                worker,
                "select experiment_id::text as experiment_id, user_id::varchar as user_id, timestamp at time zone 'UTC' as "
                    + "timestamp, variant as treatment from exposures"
            ),
            TestRequest.Metric("done", MetricType.Binomial, "select user_id, timestamp from events where name = 'quote';"),
            TestRequest.Metric("pages", MetricType.Count, "select user_id, timestamp from events where name = 'page' -- all"),
            TestRequest.Metric("value", MetricType.Revenue, All),
            TestRequest.Metric("capped", MetricType.Revenue, All).With(m => m with { Cap = new() { Percentile = 0.9 } }),
            TestRequest.Metric("cut", MetricType.Revenue, All).With(m => m with { Cap = new() { Value = 50 } }),
            TestRequest.Metric("median", MetricType.Duration, All).With(m => m with { Quantile = 0.5 }),
            TestRequest
                .Metric("mean", MetricType.Revenue, All)
                .With(m => m with { DenominatorQuery = "select user_id, timestamp from events" })
        ) with
        {
            Variants = [new("short", 1), new("off", 1), new("long one", 1)],
        };

        var result = await worker.AnalyseAsync(request);

        var expected = new ReferenceAnalysis(rows, three, TestRequest.Start, TestRequest.End);
        Assert.Equal(three.ToDictionary(v => v, v => (long)expected.Users(v).Count()), result.Exposures.ByVariant);
        Assert.True(expected is { Several: > 0, NullUser: > 0, Unknown: > 0 }, "The random data has no excluded users.");
        Assert.Equal(
            (expected.Several, expected.NullUser, expected.Unknown),
            (result.Exposures.ExcludedMultiple, result.Exposures.ExcludedNullUser, result.Exposures.ExcludedUnknownVariant)
        );
        Assert.Equal(["off", "short", "long one"], result.Metrics[0].Variants.Select(v => v.Variant));
        var pooled = three.SelectMany(v => expected.Values(v, ReferenceAnalysis.Sum)).ToList();
        var cap = ReferenceAnalysis.Quantile(pooled, 0.9);
        foreach (var (variant, place) in three.Select((v, i) => (v, i)))
        {
            var sums = expected.Values(variant, ReferenceAnalysis.Sum);
            AssertSame(result, "done", place, expected.Values(variant, ReferenceAnalysis.Any, row => row.Name == "quote"));
            AssertSame(result, "pages", place, expected.Values(variant, ReferenceAnalysis.Count, row => row.Name == "page"));
            AssertSame(result, "value", place, sums);
            AssertSame(result, "capped", place, [.. sums.Select(value => Math.Min(value, cap))]);
            AssertSame(result, "cut", place, [.. sums.Select(value => Math.Min(value, 50))]);
            AssertClose(ReferenceAnalysis.Quantile(sums, 0.5), Of(result, "median").Variants[place].Mean);
            var counts = expected.Values(variant, ReferenceAnalysis.Count);
            var ratio = sums.Sum() / counts.Sum();
            AssertClose(ratio, Of(result, "mean").Variants[place].Mean);
            AssertClose(
                (
                    ReferenceAnalysis.Variance(sums)
                    - (2 * ratio * ReferenceAnalysis.Covariance(sums, counts))
                    + (ratio * ratio * ReferenceAnalysis.Variance(counts))
                ) / Math.Pow(counts.Average(), 2),
                Of(result, "mean").Variants[place].Variance
            );
            AssertClose(
                ReferenceAnalysis.Skewness([.. sums.Zip(counts, (sum, count) => sum - (ratio * count))]),
                Of(result, "mean").Variants[place].Skewness
            );
            AssertClose(
                ReferenceAnalysis.Skewness([.. sums.Select(value => Math.Min(value, cap))]),
                Of(result, "capped").Variants[place].Skewness
            );
            Assert.Null(Of(result, "done").Variants[place].Skewness);
            Assert.Null(Of(result, "median").Variants[place].Skewness);
        }

        Assert.Equal(pooled.Count(value => value > cap), Of(result, "capped").Cap!.Users);
        Assert.All(result.Metrics, metric => Assert.NotNull(metric.Omnibus));
        var median = Of(result, "median");
        var sample = three
            .Select(v => QuantileSimulation.Sample([.. expected.Values(v, ReferenceAnalysis.Sum).Order()], 0.5, 0.05))
            .ToList();
        for (var place = 0; place < 3; place++)
        {
            AssertClose(sample[place].ByRanks!.Value.Low, median.Variants[place].QuantileInterval![0]);
            AssertClose(sample[place].ByRanks!.Value.High, median.Variants[place].QuantileInterval![1]);
        }
        Assert.Equal(Quantiles.Name, median.Comparisons[0].Method);
        AssertClose(Quantiles.Compare(0.5, sample[0], sample[1], 0.05).PValue, median.Comparisons[0].PValue);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task CUPED_equals_the_reference(int seed)
    {
        string[] two = ["off", "on"];
        var rows = RandomEvents.Of(seed, two);
        await shop.ExecuteAsync(
            rows.Inserts(variant =>
                variant is null or "stranger" ? "null"
                : variant == "on" ? "true"
                : "false"
            )
        );
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker.AnalyseAsync(
            TestRequest.For(shop.Source(worker), TestRequest.Metric("value", MetricType.Revenue, All)) with
            {
                CupedDays = 5,
            }
        );

        var expected = new ReferenceAnalysis(rows, two, TestRequest.Start, TestRequest.End);
        var after = two.Select(v => expected.Values(v, ReferenceAnalysis.Sum)).ToList();
        var before = two.Select(v => expected.ValuesBefore(v, 5, ReferenceAnalysis.Sum)).ToList();
        List<double> y = [.. after.SelectMany(v => v)],
            x = [.. before.SelectMany(v => v)];
        var theta = ReferenceAnalysis.Covariance(x, y) / ReferenceAnalysis.Variance(x);
        AssertClose(theta, result.Metrics[0].Cuped!.Theta);
        for (var place = 0; place < 2; place++)
        {
            List<double> adjusted = [.. after[place].Zip(before[place], (b, a) => b - (theta * (a - x.Average())))];
            AssertClose(adjusted.Average(), result.Metrics[0].Variants[place].Mean);
            AssertClose(ReferenceAnalysis.Variance(adjusted), result.Metrics[0].Variants[place].Variance);
            AssertClose(ReferenceAnalysis.Skewness(adjusted), result.Metrics[0].Variants[place].Skewness);
        }
    }

    private static MetricResult Of(AnalysisResult result, string metric) => result.Metrics.Single(one => one.Metric == metric);

    private static void AssertSame(AnalysisResult result, string metric, int place, List<double> values)
    {
        var arm = Of(result, metric) is { Variants.Count: > 0 } found
            ? found.Variants[place]
            : throw new InvalidOperationException(string.Join(" ", Of(result, metric).Warnings));
        Assert.Equal(values.Count, arm.Users);
        AssertClose(values.Average(), arm.Mean);
        AssertClose(ReferenceAnalysis.Variance(values), arm.Variance);
        AssertClose(values.Sum(), arm.Sum);
    }

    private static void AssertClose(double? expected, double? actual)
    {
        Assert.NotNull(expected);
        Assert.NotNull(actual);
        Assert.InRange(
            actual.Value,
            expected.Value - (Math.Abs(expected.Value) * 1e-9) - 1e-12,
            expected.Value + (Math.Abs(expected.Value) * 1e-9) + 1e-12
        );
    }
}
