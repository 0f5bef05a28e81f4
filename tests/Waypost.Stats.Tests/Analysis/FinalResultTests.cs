using System.Text.Json;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>An experiment that continues after its planned end: the fixed test runs once, on the planned period.</summary>
public sealed class FinalResultTests(ShopDatabase shop) : IClassFixture<ShopDatabase>, IAsyncLifetime
{
    private static readonly DateTimeOffset afterwards = TestRequest.End.AddDays(5);

    // 1,000 users within the planned period, of whom 30 % convert in it. 200 come later, of whom everyone with "on" converts.
    public async ValueTask InitializeAsync() =>
        await shop.ExecuteAsync(
            """
            truncate exposures, events;
            insert into exposures select 7, 'u' || g, timestamptz '2026-03-02Z', g % 2 = 0 from generate_series(1, 1000) as g;
            insert into events select 'u' || g, timestamptz '2026-03-03Z', 'bought', 1
              from generate_series(1, 1000) as g where (g / 2) % 10 < 3;
            insert into exposures select 7, 'late' || g, timestamptz '2026-03-16Z', g % 2 = 0 from generate_series(1, 200) as g;
            insert into events select 'late' || g, timestamptz '2026-03-17Z', 'bought', 1
              from generate_series(1, 200) as g where g % 2 = 0;
            """
        );

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_fixed_test_uses_the_planned_period_and_later_data_is_judged_by_the_always_valid_rule()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker.AnalyseAsync(Request(worker));

        Assert.Equal(("fixed", TestRequest.End, 1000), (result.Basis, result.Window.To, result.Exposures.Total));
        Assert.Equal(Decision.NoDifferenceShown, result.Metrics[0].Comparisons[0].Decision);
        var later = result.Later!;
        Assert.Equal(("alwaysValid", afterwards, 1200), (later.Basis, later.Window.To, later.Exposures.Total));
        Assert.Equal(Decision.Better, later.Metrics[0].Comparisons[0].Decision);
        Assert.DoesNotContain(later.Metrics[0].Warnings, warning => warning.Code == "stopped-early");
        Assert.Null(later.Later);
    }

    [Fact]
    public async Task A_final_result_is_returned_unchanged()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var final = (await worker.AnalyseAsync(Request(worker))) with { Later = null };
        await shop.ExecuteAsync(
            "insert into events select 'u' || g, timestamptz '2026-03-04Z', 'bought', 1 from generate_series(2, 1000, 2) as g"
        );

        var refreshed = await worker.AnalyseAsync(Request(worker) with { Final = final });

        Assert.Equal(Json(final), Json(refreshed with { Later = null }));
        Assert.Equal(600, refreshed.Later!.Metrics[0].Variants.Single(variant => variant.Variant == "on").Converted);
    }

    [Fact]
    public async Task Until_the_planned_end_there_is_no_later_data()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker.AnalyseAsync(Request(worker) with { To = TestRequest.End });

        Assert.Equal("fixed", result.Basis);
        Assert.Null(result.Later);
    }

    [Fact]
    public async Task An_experiment_stopped_at_its_planned_end_keeps_its_final_result()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var final = await worker.AnalyseAsync(Request(worker) with { To = TestRequest.End });
        await shop.ExecuteAsync("delete from events");

        var refreshed = await worker.AnalyseAsync(Request(worker) with { To = TestRequest.End, Final = final });

        Assert.Equal(Json(final), Json(refreshed));
    }

    private AnalysisRequest Request(StatsWorkerHost worker) =>
        TestRequest.For(
            shop.Source(worker),
            TestRequest.Metric("bought", MetricType.Binomial, "select user_id, timestamp from events where name = 'bought'")
        ) with
        {
            To = afterwards,
        };

    private static string Json(AnalysisResult result) => JsonSerializer.Serialize(result, ExperimentsJson.Default.AnalysisResult);
}
