using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>Metrics of which a few users have large values, with shares of 90 and 10 %.</summary>
public sealed class SkewedMetricTests(ShopDatabase shop) : IClassFixture<ShopDatabase>, IAsyncLifetime
{
    // 3,600 and 400 users. Of "bought", one in twenty has 1, 4, 9 … 100; of "fortune", four have 100,000 and the others 0 to 6.
    public async ValueTask InitializeAsync() =>
        await shop.ExecuteAsync(
            """
            truncate exposures, events;
            insert into exposures select 7, 'u' || g, timestamptz '2026-03-02Z', g % 10 = 0 from generate_series(1, 4000) as g;
            insert into events select 'u' || g, timestamptz '2026-03-03Z', 'bought', power(1 + (g / 40) % 10, 2)
              from generate_series(1, 4000) as g where g % 40 in (7, 10);
            insert into events select 'u' || g, timestamptz '2026-03-03Z', 'fortune', case when g < 5 then 100000 else g % 7 end
              from generate_series(1, 4000) as g;
            """
        );

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Skewed_values_are_compared_with_the_pooled_variance()
    {
        var metric = await AnalyseAsync("bought");

        var comparison = Assert.Single(metric.Comparisons);
        Assert.Equal(("t-test with pooled variance", 3998d), (comparison.Method, comparison.DegreesOfFreedom));
        Assert.Equal("skewed-values", Assert.Single(metric.Warnings).Code);
        var (control, test) = (metric.Variants[0], metric.Variants[1]);
        Assert.NotEqual(control.Variance, test.Variance);
        var pooled = ((3599 * control.Variance!.Value) + (399 * test.Variance!.Value)) / 3998;
        var t = (test.Mean!.Value - control.Mean!.Value) / Math.Sqrt(pooled * ((1 / 3600d) + (1 / 400d)));
        Assert.Equal(t, comparison.Statistic!.Value, 1e-9);
        Assert.NotNull(comparison.AlwaysValid);
        Assert.NotNull(comparison.IntervalRelative);
    }

    [Fact]
    public async Task A_fortune_in_a_small_variant_is_shown_but_not_compared()
    {
        var metric = await AnalyseAsync("fortune");

        var comparison = Assert.Single(metric.Comparisons);
        Assert.Equal(
            (null, null, null, null, Decision.NotEnoughData),
            (comparison.PValue, comparison.IntervalAbsolute, comparison.IntervalRelative, comparison.AlwaysValid, comparison.Decision)
        );
        Assert.NotNull(comparison.Difference);
        Assert.NotNull(comparison.Relative);
        var warning = Assert.Single(metric.Warnings);
        Assert.Equal("too-skewed", warning.Code);
        Assert.Contains("with 400 users in the smaller variant", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_cap_the_same_values_are_compared_by_Welch()
    {
        var metric = await AnalyseAsync("fortune", new() { Value = 6 });

        Assert.Equal("Welch's t-test", Assert.Single(metric.Comparisons).Method);
        Assert.DoesNotContain(metric.Warnings, warning => warning.Code is "too-skewed" or "skewed-values");
    }

    [Fact]
    public async Task Values_whose_cubes_would_overflow_do_not_stop_the_query()
    {
        await shop.ExecuteAsync("update events set value = value * 1e120 where name = 'bought'");

        var metric = await AnalyseAsync("bought");

        Assert.NotEmpty(metric.Variants);
        Assert.NotNull(metric.Variants[0].Mean);
    }

    private async Task<MetricResult> AnalyseAsync(string key, MetricCap? cap = null)
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var result = await worker.AnalyseAsync(
            TestRequest.For(
                shop.Source(worker),
                TestRequest
                    .Metric(key, MetricType.Revenue, $"select user_id, timestamp, value from events where name = '{key}'")
                    .With(metric => metric with { Cap = cap })
            ) with
            {
                Variants = [new("off", 9), new("on", 1)],
            }
        );
        return Assert.Single(result.Metrics);
    }
}
