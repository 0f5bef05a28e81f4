using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>What is left out or is not what was planned is said beside the numbers.</summary>
[Trait("Fault", "16")]
public sealed class CaveatTests(ShopDatabase shop) : IClassFixture<ShopDatabase>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await shop.FillAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("NaN", null)]
    [InlineData("Infinity", null)]
    [InlineData("-Infinity", null)]
    [InlineData("NaN", 500d)]
    [InlineData("Infinity", 500d)]
    public async Task Without_numbers_before_the_exposure_the_variance_is_not_reduced_and_the_result_says_so(string value, double? cap)
    {
        await shop.ExecuteAsync(
            "insert into events select 'u' || g, timestamptz '2026-02-28Z', 'good', g + g % 7 from generate_series(1, 200) as g"
        );
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var metric = TestRequest
            .Metric("m", MetricType.Revenue, ShopDatabase.Good)
            .With(m => m with { Cap = cap is null ? null : new() { Value = cap } });
        var request = TestRequest.For(shop.Source(worker), metric) with { CupedDays = 7 };
        var reduced = (await worker.AnalyseAsync(request)).Metrics[0];
        var plain = (await worker.AnalyseAsync(request with { CupedDays = null })).Metrics[0];
        await shop.ExecuteAsync($"update events set value = '{value}' where user_id in ('u1', 'u2', 'u3') and timestamp < '2026-03-01Z'");

        var result = (await worker.AnalyseAsync(request)).Metrics[0];

        Assert.Contains("CUPED", reduced.Comparisons[0].Method, StringComparison.Ordinal);
        Assert.Empty(reduced.Warnings);
        var warning = Assert.Single(result.Warnings);
        Assert.Equal("cuped-bad-value", warning.Code);
        Assert.Contains("3 users have NaN or infinity among the values before", warning.Message, StringComparison.Ordinal);
        Assert.Null(result.Cuped);
        Assert.Equal(plain.Comparisons[0].Method, result.Comparisons[0].Method);
        Assert.Equal(plain.Comparisons[0].PValue, result.Comparisons[0].PValue);
    }

    [Theory]
    [InlineData("2026-03-20 10:30", "after the experiment had ended")]
    [InlineData("2026-03-05 10:30", "after the experiment had begun")]
    public async Task A_metric_that_was_changed_since_is_marked(string at, string words)
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var metric = TestRequest.Metric("m", MetricType.Revenue, ShopDatabase.Good);

        var result = await worker.AnalyseAsync(
            TestRequest.For(
                shop.Source(worker),
                metric with
                {
                    ChangedAt = TestRequest.At(at),
                },
                TestRequest.Metric("unchanged", MetricType.Revenue, ShopDatabase.Good)
            )
        );

        var warning = Assert.Single(result.Metrics[0].Warnings);
        Assert.Equal("metric-changed", warning.Code);
        Assert.Contains(words, warning.Message, StringComparison.Ordinal);
        Assert.Contains($"{at} UTC", warning.Message, StringComparison.Ordinal);
        Assert.NotNull(result.Metrics[0].Comparisons[0].PValue);
        Assert.Empty(result.Metrics[1].Warnings);
    }
}
