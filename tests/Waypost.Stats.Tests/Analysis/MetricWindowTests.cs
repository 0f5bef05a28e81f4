using Waypost.Benchmarks.Simulations;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>Only events in a user's window count, and only users whose window is complete.</summary>
public sealed class MetricWindowTests(ShopDatabase shop) : IClassFixture<ShopDatabase>
{
    private const string All = "select user_id, timestamp, value from events";

    private static readonly string[] three = ["off", "short", "long one"];

    public static TheoryData<int, int?, int?> Windows =>
        new()
        {
            { 1, null, 72 },
            { 2, 24, null },
            { 3, 48, 120 },
            { 4, 1, 1 },
            { 5, null, 14 * 24 },
        };

    [Theory]
    [MemberData(nameof(Windows))]
    public async Task All_kinds_of_metric_equal_the_reference(int seed, int? delayHours, int? hours)
    {
        var window = new MetricWindow { DelayHours = delayHours, Hours = hours };
        var rows = RandomEvents.Of(seed, three);
        await shop.ExecuteAsync(rows.Inserts(_ => "null"));
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var result = await worker.AnalyseAsync(
            TestRequest.For(
                shop.Source(
                    worker,
                    "select experiment_id::text as experiment_id, user_id::varchar as user_id, timestamp at time zone 'UTC' as "
                        + "timestamp, variant as treatment from exposures"
                ),
                TestRequest
                    .Metric("done", MetricType.Binomial, "select user_id, timestamp from events where name = 'quote';")
                    .With(m => m with { Window = window }),
                TestRequest.Metric("all", MetricType.Revenue, All),
                TestRequest.Metric("value", MetricType.Revenue, All).With(m => m with { Window = window }),
                TestRequest
                    .Metric("capped", MetricType.Revenue, All)
                    .With(m =>
                        m with
                        {
                            Cap = new() { Percentile = 0.9 },
                            Window = window,
                        }
                    ),
                TestRequest.Metric("high", MetricType.Duration, All).With(m => m with { Quantile = 0.75, Window = window }),
                TestRequest
                    .Metric("mean", MetricType.Revenue, All)
                    .With(m => m with { DenominatorQuery = "select user_id, timestamp from events", Window = window })
            ) with
            {
                Variants = [new("short", 1), new("off", 1), new("long one", 1)],
            }
        );

        var everyone = new ReferenceAnalysis(rows, three, TestRequest.Start, TestRequest.End);
        var expected = new ReferenceAnalysis(rows, three, TestRequest.Start, TestRequest.End) { Window = window };
        Assert.Equal(three.ToDictionary(v => v, v => (long)everyone.Users(v).Count()), result.Exposures.ByVariant);
        var pooled = three.SelectMany(v => expected.Values(v, ReferenceAnalysis.Sum)).ToList();
        var cap = pooled.Count == 0 ? 0 : ReferenceAnalysis.Quantile(pooled, 0.9);
        foreach (var (variant, place) in three.Select((v, i) => (v, i)))
        {
            var all = Of(result, "all").Variants[place];
            Assert.Equal(everyone.Users(variant).Count(), all.Users);
            Assert.Null(all.OpenUsers);
            AssertClose(everyone.Values(variant, ReferenceAnalysis.Sum).Sum(), all.Sum);
            var done = Of(result, "done").Variants[place];
            Assert.Equal(expected.OpenUsers(variant), done.OpenUsers);
            Assert.Equal(expected.Users(variant).Count(), done.Users);
            if (done.Users == 0)
            {
                continue;
            }

            Assert.Equal((long)expected.Values(variant, ReferenceAnalysis.Any, row => row.Name == "quote").Sum(), done.Converted);
            var sums = expected.Values(variant, ReferenceAnalysis.Sum);
            AssertMoments(sums, Of(result, "value").Variants[place]);
            if (cap > 0)
            {
                AssertMoments([.. sums.Select(value => Math.Min(value, cap))], Of(result, "capped").Variants[place]);
            }

            AssertClose(ReferenceAnalysis.Quantile(sums, 0.75), Of(result, "high").Variants[place].Mean);
            var counts = expected.Values(variant, ReferenceAnalysis.Count);
            Assert.Equal(counts.Sum(), Of(result, "mean").Variants[place].DenominatorSum);
            AssertClose(sums.Sum(), Of(result, "mean").Variants[place].Sum);
        }
    }

    [Fact]
    public async Task The_interval_of_a_quantile_is_that_of_the_users_with_a_complete_window()
    {
        var window = new MetricWindow { Hours = 96 };
        var rows = RandomEvents.Of(9, three);
        await shop.ExecuteAsync(rows.Inserts(_ => "null"));
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker.AnalyseAsync(
            TestRequest.For(
                shop.Source(worker, "select experiment_id, user_id, timestamp, variant as treatment from exposures"),
                TestRequest.Metric("high", MetricType.Duration, All).With(m => m with { Quantile = 0.8, Window = window })
            ) with
            {
                Variants = [.. three.Select(variant => new VariantShare(variant, 1))],
            }
        );

        var expected = new ReferenceAnalysis(rows, three, TestRequest.Start, TestRequest.End) { Window = window };
        for (var place = 0; place < 3; place++)
        {
            var sample = QuantileSimulation.Sample([.. expected.Values(three[place], ReferenceAnalysis.Sum).Order()], 0.8, 0.05);
            var interval = result.Metrics[0].Variants[place].QuantileInterval!;
            AssertClose(sample.ByRanks!.Value.Low, interval[0]);
            AssertClose(sample.ByRanks!.Value.High, interval[1]);
        }
    }

    [Fact]
    public async Task CUPED_uses_the_time_before_the_exposure_and_not_the_window()
    {
        var window = new MetricWindow { DelayHours = 24, Hours = 72 };
        string[] two = ["off", "on"];
        var rows = RandomEvents.Of(6, two);
        await shop.ExecuteAsync(
            rows.Inserts(variant =>
                variant is null or "stranger" ? "null"
                : variant == "on" ? "true"
                : "false"
            )
        );
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker.AnalyseAsync(
            TestRequest.For(
                shop.Source(worker),
                TestRequest.Metric("value", MetricType.Revenue, All).With(m => m with { Window = window })
            ) with
            {
                CupedDays = 5,
            }
        );

        var expected = new ReferenceAnalysis(rows, two, TestRequest.Start, TestRequest.End) { Window = window };
        List<double> y = [.. two.SelectMany(v => expected.Values(v, ReferenceAnalysis.Sum))],
            x = [.. two.SelectMany(v => expected.ValuesBefore(v, 5, ReferenceAnalysis.Sum))];
        AssertClose(ReferenceAnalysis.Covariance(x, y) / ReferenceAnalysis.Variance(x), result.Metrics[0].Cuped!.Theta);
    }

    private static MetricResult Of(AnalysisResult result, string metric) =>
        result.Metrics.Single(one => one.Metric == metric) is { Variants.Count: > 0 } found
            ? found
            : throw new InvalidOperationException(string.Join(" ", result.Metrics.Single(one => one.Metric == metric).Warnings));

    private static void AssertMoments(List<double> values, VariantResult arm)
    {
        Assert.Equal(values.Count, arm.Users);
        AssertClose(values.Average(), arm.Mean);
        AssertClose(values.Sum(), arm.Sum);
        if (values.Count > 1)
        {
            AssertClose(ReferenceAnalysis.Variance(values), arm.Variance);
        }
    }

    private static void AssertClose(double? expected, double? actual)
    {
        Assert.NotNull(expected);
        Assert.NotNull(actual);
        var tolerance = (Math.Abs(expected.Value) * 1e-9) + 1e-12;
        Assert.InRange(actual.Value, expected.Value - tolerance, expected.Value + tolerance);
    }
}
