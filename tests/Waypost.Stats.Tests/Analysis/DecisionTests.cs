using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>Which test decides, and the decision it leads to.</summary>
public sealed class DecisionTests(ShopDatabase shop) : IClassFixture<ShopDatabase>, IAsyncLifetime
{
    private static readonly DateTimeOffset later = TestRequest.At("2126-01-01 00:00");

    // 1,000 users; 'strong' rises from 30 % to 60 %, 'weak' by little, 'none' not at all.
    public async ValueTask InitializeAsync() =>
        await shop.ExecuteAsync(
            """
            truncate exposures, events;
            insert into exposures select 7, 'u' || g, timestamptz '2026-03-02Z', g % 2 = 0 from generate_series(1, 1000) as g;
            insert into events select 'u' || g, timestamptz '2026-03-03Z', 'strong', 1
              from generate_series(1, 1000) as g where (g / 2) % 10 < case when g % 2 = 0 then 6 else 3 end;
            insert into events select 'u' || g, timestamptz '2026-03-03Z', 'weak', 1
              from generate_series(1, 1000) as g where (g / 2) % 100 < case when g % 2 = 0 then 36 else 30 end;
            insert into events select 'u' || g, timestamptz '2026-03-03Z', 'none', 1
              from generate_series(1, 1000) as g where (g / 2) % 10 < 3;
            """
        );

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static ExperimentMetric Of(string name, MetricRole role = MetricRole.Primary, MetricGoal goal = MetricGoal.Increase) =>
        TestRequest
            .Metric(name, MetricType.Binomial, $"select user_id, timestamp from events where name = '{name}'", role)
            .With(m => m with { Goal = goal });

    [Fact]
    public async Task At_the_planned_end_the_fixed_test_decides_corrected_within_each_family()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker.AnalyseAsync(
            TestRequest.For(
                shop.Source(worker),
                Of("strong"),
                Of("weak"),
                Of("none"),
                Of("weak", MetricRole.Secondary).With(m => m with { Key = "second" }),
                Of("weak", MetricRole.Guardrail).With(m => m with { Key = "guard" })
            )
        );

        Assert.Equal("fixed", result.Basis);
        var weak = result.Metrics[1].Comparisons[0];
        Assert.InRange(weak.PValue!.Value, 0.01, 0.05);
        Assert.Equal(weak.PValue * 2, weak.PValueAdjusted); // Holm: the second of three
        Assert.Equal(
            [Decision.Better, Decision.NoDifferenceShown, Decision.NoDifferenceShown, Decision.Better, Decision.Better],
            result.Metrics.Select(metric => metric.Comparisons[0].Decision)
        );
        Assert.Equal(weak.PValue, result.Metrics[3].Comparisons[0].PValueAdjusted);
        Assert.Null(result.Metrics[4].Comparisons[0].PValueAdjusted);
    }

    [Fact]
    public async Task Before_the_planned_end_only_the_always_valid_interval_decides()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker.AnalyseAsync(
            TestRequest.For(shop.Source(worker), Of("strong"), Of("weak")) with
            {
                To = null,
                PlannedEnd = later,
            }
        );

        Assert.Equal("alwaysValid", result.Basis);
        Assert.Equal([true, false], result.Metrics.Select(metric => metric.Comparisons[0].Significant));
        Assert.True(result.Metrics[1].Comparisons[0].PValue < 0.05);
        Assert.Equal(Decision.NoDifferenceShown, result.Metrics[1].Comparisons[0].Decision);
        Assert.Equal(result.AnalyzedAt, result.Window.To);
    }

    [Fact]
    public async Task The_smallest_always_valid_p_value_of_all_looks_is_kept_beside_the_current_one()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var request = TestRequest.For(shop.Source(worker), Of("weak"), Of("none")) with { To = null, PlannedEnd = later };
        var first = (await worker.AnalyseAsync(request)).Metrics[0].Comparisons[0].AlwaysValid!.PValue;

        var again = await worker.AnalyseAsync(
            request with
            {
                Earlier = [new("weak", "on", first / 10), new("none", "on", 1), new("other", "on", 0)],
            }
        );

        Assert.Equal(first / 10, again.Metrics[0].Comparisons[0].AlwaysValid!.SmallestPValue);
        Assert.Equal(first, again.Metrics[0].Comparisons[0].AlwaysValid!.PValue);
        Assert.InRange(again.Metrics[1].Comparisons[0].AlwaysValid!.SmallestPValue!.Value, 0.5, 1);
    }

    [Fact]
    public async Task After_an_early_stop_the_always_valid_interval_still_decides()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker.AnalyseAsync(TestRequest.For(shop.Source(worker), Of("strong"), Of("weak")) with { PlannedEnd = later });

        Assert.Equal("alwaysValid", result.Basis);
        Assert.Equal([Decision.Better, Decision.NoDifferenceShown], result.Metrics.Select(metric => metric.Comparisons[0].Decision));
        Assert.True(result.Metrics[1].Comparisons[0].PValue < 0.05);
        Assert.Empty(result.Metrics[0].Warnings);
        Assert.Equal("stopped-early", Assert.Single(result.Metrics[1].Warnings).Code);
    }

    [Fact]
    public async Task Stopping_does_not_change_a_decision()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var running = TestRequest.For(shop.Source(worker), Of("strong"), Of("weak"), Of("none")) with { To = null, PlannedEnd = later };

        var before = await worker.AnalyseAsync(running);
        var after = await worker.AnalyseAsync(running with { To = before.AnalyzedAt });

        Assert.Equal(
            before.Metrics.Select(metric => metric.Comparisons[0].Decision),
            after.Metrics.Select(metric => metric.Comparisons[0].Decision)
        );
    }

    [Theory]
    [InlineData(true, "2026-03-15 00:00")]
    [InlineData(true, "2126-01-01 00:00")]
    [InlineData(false, "2126-01-01 00:00")]
    public async Task Below_a_hundred_users_per_variant_nothing_is_decided_whatever_the_p_value(bool stopped, string plannedEnd)
    {
        await shop.ExecuteAsync(
            """
            truncate exposures, events;
            insert into exposures select 7, 'u' || g, timestamptz '2026-03-02Z', g % 2 = 0 from generate_series(1, 44) as g;
            insert into events select 'u' || g, timestamptz '2026-03-03Z', 'strong', 1
              from generate_series(1, 44) as g where g % 2 = 0 or g % 7 = 0;
            """
        );
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var request = TestRequest.For(
            shop.Source(worker),
            Of("strong"),
            Of("strong", MetricRole.Guardrail).With(m => m with { Key = "guard" })
        ) with
        {
            PlannedEnd = TestRequest.At(plannedEnd),
        };

        var result = await worker.AnalyseAsync(stopped ? request : request with { To = null });

        Assert.Equal(2, result.Metrics.Count);
        Assert.All(
            result.Metrics,
            metric =>
            {
                Assert.True(metric.Comparisons[0].PValue < 0.001);
                Assert.Null(metric.Comparisons[0].Significant);
                Assert.Equal(Decision.NotEnoughData, metric.Comparisons[0].Decision);
                Assert.Contains(
                    metric.Warnings,
                    warning => warning.Message.Contains("100 users in every variant", StringComparison.Ordinal)
                );
            }
        );
    }

    [Fact]
    public async Task The_opposite_goal_turns_better_into_worse()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker.AnalyseAsync(TestRequest.For(shop.Source(worker), Of("strong", goal: MetricGoal.Decrease)));

        Assert.Equal(Decision.Worse, result.Metrics[0].Comparisons[0].Decision);
    }

    [Fact]
    public async Task The_stored_query_can_be_run_as_it_is_and_gives_the_same_counts()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var result = await worker.AnalyseAsync(TestRequest.For(shop.Source(worker), Of("strong")));

        Assert.Equal(
            (double)result.Metrics[0].Variants[0].Users,
            await shop.ScalarAsync($"select users from ({result.Metrics[0].Sql}) as again where v = 0")
        );
        Assert.StartsWith("Waypost.Stats ", result.Engine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_with_the_same_query_share_one_pass()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        const string query = "select user_id, timestamp, value from events";

        var result = await worker.AnalyseAsync(
            TestRequest.For(
                shop.Source(worker),
                TestRequest.Metric("a", MetricType.Binomial, query),
                TestRequest.Metric("b", MetricType.Count, query + ";"),
                TestRequest.Metric("c", MetricType.Revenue, $" {query}").With(m => m with { Cap = new() { Value = 2 } })
            )
        );

        Assert.Single(result.Metrics.Select(metric => metric.Sql).Distinct());
        Assert.Equal(1, result.Metrics[2].Cap!.Cap / 2);
    }
}
