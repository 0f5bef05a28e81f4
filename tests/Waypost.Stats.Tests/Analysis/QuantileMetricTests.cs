using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>Quantile metrics, with users who have no events and therefore the same value, 0.</summary>
public sealed class QuantileMetricTests(ShopDatabase shop) : IClassFixture<ShopDatabase>, IAsyncLifetime
{
    // 2,000 users a variant; g % 4 in (0, 1) has an event, so half of each variant is 0.
    public async ValueTask InitializeAsync() =>
        await shop.ExecuteAsync(
            """
            truncate exposures, events;
            insert into exposures select 7, 'u' || g, timestamptz '2026-03-02Z', g % 2 = 0 from generate_series(1, 4000) as g;
            insert into events select 'u' || g, timestamptz '2026-03-03Z', case when g % 4 < 2 then 'half' else 'other' end,
              20 + 40 * ((g * 7919) % 4000) / 4000.0
            from generate_series(1, 4000) as g;
            """
        );

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_median_between_zeros_and_others_is_shown_with_its_interval_but_not_compared()
    {
        var metric = await AnalyseAsync("select user_id, timestamp, value from events where name = 'half'", 0.5);

        var comparison = Assert.Single(metric.Comparisons);
        Assert.Equal(
            (null, null, null, Decision.NotEnoughData),
            (comparison.PValue, comparison.AlwaysValid, comparison.Significant, comparison.Decision)
        );
        Assert.Null(comparison.IntervalAbsolute);
        Assert.Null(comparison.IntervalRelative);
        Assert.Null(comparison.Bayesian);
        Assert.NotNull(comparison.Difference);
        var warning = Assert.Single(metric.Warnings);
        Assert.Equal("ties-at-quantile", warning.Code);
        Assert.Contains("Use the metric without a quantile", warning.Message, StringComparison.Ordinal);
        Assert.Contains(
            "This concerns off, on. By its ranks, the quantile is with 95 % confidence within 0 to ",
            warning.Message,
            StringComparison.Ordinal
        );
        Assert.All(metric.Variants, variant => Assert.Equal(0, variant.QuantileInterval![0]));
        Assert.All(metric.Variants, variant => Assert.InRange(variant.QuantileInterval![1], 20, 24));
    }

    [Fact]
    public async Task A_median_of_0_with_variance_does_not_say_that_all_users_have_the_same_value()
    {
        var metric = await AnalyseAsync("select user_id, timestamp, value from events where value > 50", 0.5);

        Assert.Equal("ties-at-quantile", Assert.Single(metric.Warnings).Code);
        Assert.Equal([0d, 0], metric.Variants.Select(variant => variant.Mean!.Value));
    }

    [Fact]
    public async Task Users_who_all_have_the_same_value_are_named_as_such()
    {
        var metric = await AnalyseAsync("select user_id, timestamp, value from events where false", 0.5);

        Assert.Contains(metric.Warnings, warning => warning.Code == "no-variance");
        Assert.DoesNotContain(metric.Warnings, warning => warning.Code == "ties-at-quantile");
    }

    [Fact]
    public async Task Without_ties_at_the_quantile_variants_are_compared()
    {
        var metric = await AnalyseAsync("select user_id, timestamp, value from events where name = 'half'", 0.9);

        Assert.Empty(metric.Warnings);
        var comparison = Assert.Single(metric.Comparisons);
        Assert.Equal("t-test of quantiles", comparison.Method);
        Assert.NotNull(comparison.PValue);
        Assert.NotNull(comparison.AlwaysValid);
        Assert.InRange(comparison.DegreesOfFreedom!.Value, 25, 53);
        Assert.All(
            metric.Variants,
            variant => Assert.InRange(variant.Mean!.Value, variant.QuantileInterval![0], variant.QuantileInterval[1])
        );
    }

    [Fact]
    public async Task Three_variants_with_ties_have_no_omnibus_test()
    {
        await shop.ExecuteAsync(
            "update exposures set variant = case substr(user_id, 2)::int % 3 when 0 then 'off' when 1 then 'a' else 'b' end"
        );
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var source = shop.Source(
            worker,
            "select experiment_id::text as experiment_id, user_id, timestamp, variant as treatment from exposures"
        );

        var result = await worker.AnalyseAsync(
            TestRequest.For(source, Metric("select user_id, timestamp, value from events where name = 'half'", 0.5)) with
            {
                Variants = [new("a", 1), new("off", 1), new("b", 1)],
            }
        );

        var metric = Assert.Single(result.Metrics);
        Assert.Null(metric.Omnibus!.PValue);
        Assert.Equal(["ties-at-quantile"], metric.Warnings.Select(warning => warning.Code));
        Assert.All(metric.Comparisons, comparison => Assert.Null(comparison.PValue));
    }

    private static ExperimentMetric Metric(string query, double quantile) =>
        TestRequest.Metric("m", MetricType.Revenue, query).With(m => m with { Quantile = quantile });

    private async Task<MetricResult> AnalyseAsync(string query, double quantile)
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        return Assert.Single((await worker.AnalyseAsync(TestRequest.For(shop.Source(worker), Metric(query, quantile)))).Metrics);
    }
}
