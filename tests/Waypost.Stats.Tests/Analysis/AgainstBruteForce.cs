using Waypost.Stats.Statistics;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>What SQL aggregates must be what a loop over the rows finds.</summary>
public sealed class AgainstBruteForce(ShopDatabase shop) : IClassFixture<ShopDatabase>
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
    public async Task Exposures_and_every_kind_of_metric_are_what_a_loop_over_the_rows_finds(int seed, bool indexed)
    {
        var rows = RandomShop.Of(seed, three);
        await shop.ExecuteAsync(rows.Inserts(_ => "null"));
        await shop.ExecuteAsync(indexed ? Indexes : "drop index if exists suggested_events, suggested_exposures");
        await using var worker = await Worker.StartAsync(shop.ConnectionString);
        var request = Ask.For(
            shop.Source(
                worker,
                "select experiment_id::text as experiment_id, user_id::varchar as user_id, timestamp at time zone 'UTC' as "
                    + "timestamp, variant as treatment from exposures"
            ),
            Ask.Metric("done", MetricType.Binomial, "select user_id, timestamp from events where name = 'quote';"),
            Ask.Metric("pages", MetricType.Count, "select user_id, timestamp from events where name = 'page' -- all"),
            Ask.Metric("value", MetricType.Revenue, All),
            Ask.Metric("capped", MetricType.Revenue, All).With(m => m with { Cap = new() { Percentile = 0.9 } }),
            Ask.Metric("cut", MetricType.Revenue, All).With(m => m with { Cap = new() { Value = 50 } }),
            Ask.Metric("median", MetricType.Duration, All).With(m => m with { Quantile = 0.5 }),
            Ask.Metric("mean", MetricType.Revenue, All).With(m => m with { DenominatorQuery = "select user_id, timestamp from events" })
        ) with
        {
            Variants = [new("short", 1), new("off", 1), new("long one", 1)],
        };

        var result = await worker.AnalyseAsync(request);

        var expected = new BruteForce(rows, three, Ask.Start, Ask.End);
        Assert.Equal(three.ToDictionary(v => v, v => (long)expected.Users(v).Count()), result.Exposures.ByVariant);
        Assert.Equal(
            (expected.Several, expected.NullUser, expected.Unknown),
            (result.Exposures.ExcludedMultiple, result.Exposures.ExcludedNullUser, result.Exposures.ExcludedUnknownVariant)
        );
        Assert.Equal(["off", "short", "long one"], result.Metrics[0].Variants.Select(v => v.Variant));
        var pooled = three.SelectMany(v => expected.Values(v, BruteForce.Sum)).ToList();
        var cap = BruteForce.Quantile(pooled, 0.9);
        foreach (var (variant, place) in three.Select((v, i) => (v, i)))
        {
            var sums = expected.Values(variant, BruteForce.Sum);
            Same(result, "done", place, expected.Values(variant, BruteForce.Any, row => row.Name == "quote"));
            Same(result, "pages", place, expected.Values(variant, BruteForce.Count, row => row.Name == "page"));
            Same(result, "value", place, sums);
            Same(result, "capped", place, [.. sums.Select(value => Math.Min(value, cap))]);
            Same(result, "cut", place, [.. sums.Select(value => Math.Min(value, 50))]);
            Near(BruteForce.Quantile(sums, 0.5), Of(result, "median").Variants[place].Mean);
            var counts = expected.Values(variant, BruteForce.Count);
            var ratio = sums.Sum() / counts.Sum();
            Near(ratio, Of(result, "mean").Variants[place].Mean);
            Near(
                (
                    BruteForce.Variance(sums)
                    - (2 * ratio * BruteForce.Covariance(sums, counts))
                    + (ratio * ratio * BruteForce.Variance(counts))
                ) / Math.Pow(counts.Average(), 2),
                Of(result, "mean").Variants[place].Variance
            );
        }

        Assert.Equal(pooled.Count(value => value > cap), Of(result, "capped").Cap!.Users);
        Assert.All(result.Metrics, metric => Assert.NotNull(metric.Omnibus));
        var median = Of(result, "median");
        var sample = three.Select(v => expected.Values(v, BruteForce.Sum)).Select(values => Sample(values, 0.5)).ToList();
        Near(Quantiles.Compare(0.5, sample[0], sample[1], 0.05).PValue, median.Comparisons[0].PValue);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task What_came_before_the_first_exposure_takes_away_variance(int seed)
    {
        string[] two = ["off", "on"];
        var rows = RandomShop.Of(seed, two);
        await shop.ExecuteAsync(
            rows.Inserts(variant =>
                variant is null or "stranger" ? "null"
                : variant == "on" ? "true"
                : "false"
            )
        );
        await using var worker = await Worker.StartAsync(shop.ConnectionString);

        var result = await worker.AnalyseAsync(
            Ask.For(shop.Source(worker), Ask.Metric("value", MetricType.Revenue, All)) with
            {
                CupedDays = 5,
            }
        );

        var expected = new BruteForce(rows, two, Ask.Start, Ask.End);
        var after = two.Select(v => expected.Values(v, BruteForce.Sum)).ToList();
        var before = two.Select(v => expected.ValuesBefore(v, 5, BruteForce.Sum)).ToList();
        List<double> y = [.. after.SelectMany(v => v)],
            x = [.. before.SelectMany(v => v)];
        var theta = BruteForce.Covariance(x, y) / BruteForce.Variance(x);
        Near(theta, result.Metrics[0].Cuped!.Theta);
        for (var place = 0; place < 2; place++)
        {
            List<double> adjusted = [.. after[place].Zip(before[place], (b, a) => b - (theta * (a - x.Average())))];
            Near(adjusted.Average(), result.Metrics[0].Variants[place].Mean);
            Near(BruteForce.Variance(adjusted), result.Metrics[0].Variants[place].Variance);
        }
    }

    private static QuantileSample Sample(List<double> values, double quantile)
    {
        var reach = Quantiles.Reach(quantile, values.Count, 0.05);
        return new(
            values.Count,
            BruteForce.Quantile(values, quantile),
            BruteForce.Quantile(values, quantile - reach),
            BruteForce.Quantile(values, quantile + reach)
        );
    }

    private static MetricResult Of(AnalysisResult result, string metric) => result.Metrics.Single(one => one.Metric == metric);

    private static void Same(AnalysisResult result, string metric, int place, List<double> values)
    {
        var arm = Of(result, metric) is { Variants.Count: > 0 } found
            ? found.Variants[place]
            : throw new InvalidOperationException(string.Join(" ", Of(result, metric).Warnings));
        Assert.Equal(values.Count, arm.Users);
        Near(values.Average(), arm.Mean);
        Near(BruteForce.Variance(values), arm.Variance);
        Near(values.Sum(), arm.Sum);
    }

    private static void Near(double? expected, double? actual)
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
