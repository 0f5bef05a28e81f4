using Waypost.Stats.Tests.Analysis;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Holdouts;

/// <summary>A holdout against everyone else, on a real database.</summary>
public sealed class HoldoutJobTests(ShopDatabase shop) : IClassFixture<ShopDatabase>, IAsyncLifetime
{
    private static readonly ExperimentMetric spent = TestRequest.Metric("spent", MetricType.Revenue, HoldoutScenario.Spent);

    public async ValueTask InitializeAsync() => await HoldoutScenario.FillAsync(shop);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Users_and_totals_are_those_of_each_users_time_since_the_first_activity()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var report = await worker.ReportAsync(HoldoutScenario.Request(shop, worker, spent));

        var groups = HoldoutScenario.Visitors.ToLookup(visitor => HoldoutScenario.IsHeldOut(visitor.Id), visitor => visitor.Spent);
        var (held, others) = (groups[true].ToList(), groups[false].ToList());
        var metric = Assert.Single(report.Metrics);
        var comparison = Assert.Single(metric.Comparisons);
        Assert.Equal([HoldoutResult.Holdout, HoldoutResult.Others], metric.Variants.Select(one => one.Variant));
        Assert.Equal([held.Count, others.Count], metric.Variants.Select(one => (int)one.Users));
        Assert.Equal(held.Average(), metric.Variants[0].Mean!.Value, 9);
        Assert.Equal(others.Average(), metric.Variants[1].Mean!.Value, 9);
        Assert.Equal(
            others.Sum(value => Math.Pow(value - others.Average(), 2)) / (others.Count - 1),
            metric.Variants[1].Variance!.Value,
            7
        );
        Assert.Equal(others.Average() - held.Average(), comparison.Difference!.Value, 9);
        Assert.Equal((others.Average() / held.Average()) - 1, comparison.Relative!.Value, 9);
        Assert.Equal(AnalysisBasis.Fixed, report.Basis);
        Assert.Equal(Decision.Better, comparison.Decision);
        Assert.Equal(held.Count, report.Users.ByVariant[HoldoutResult.Holdout]);
        Assert.Null(report.SampleRatio!.Warning);
        Assert.Empty(report.Warnings);
    }

    [Fact]
    public async Task It_is_what_an_experiment_with_the_same_groups_would_show()
    {
        ExperimentMetric[] metrics =
        [
            TestRequest.Metric("bought", MetricType.Binomial, HoldoutScenario.Spent),
            TestRequest.Metric("orders", MetricType.Count, "select user_id, timestamp from events where name = 'order'"),
            TestRequest.Metric("time", MetricType.Duration, HoldoutScenario.Spent).With(one => one with { Goal = MetricGoal.Decrease }),
            spent,
            spent.With(one =>
                one with
                {
                    Key = "capped",
                    Cap = new() { Value = 12 },
                }
            ),
            spent.With(one =>
                one with
                {
                    Key = "percentile",
                    Cap = new() { Percentile = 0.9 },
                }
            ),
            spent.With(one =>
                one with
                {
                    Key = "week",
                    Window = new() { Hours = 168 },
                }
            ),
            spent.With(one => one with { Key = "ratio", DenominatorQuery = "select user_id, timestamp from events where name = 'order'" }),
            spent.With(one =>
                one with
                {
                    Key = "capped-ratio",
                    DenominatorQuery = HoldoutScenario.Active,
                    Cap = new() { Percentile = 0.8 },
                }
            ),
        ];
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var request = HoldoutScenario.Request(shop, worker, metrics);

        var report = await worker.ReportAsync(request);

        var expected = (await worker.AnalyseAsync(HoldoutScenario.AsExperiment(request))).Metrics;
        Assert.Equal(expected.Select(one => one.Metric), report.Metrics.Select(one => one.Metric));
        foreach (var (known, shown) in expected.Zip(report.Metrics))
        {
            Assert.Equal(
                known.Variants.Select(one => (one.Users, one.OpenUsers)),
                shown.Variants.Select(one => (one.Users, one.OpenUsers))
            );
            Assert.Equal(known.Cap, shown.Cap);
            Assert.Equal(known.Warnings, shown.Warnings);
            var (wanted, got) = (Assert.Single(known.Comparisons), Assert.Single(shown.Comparisons));
            Assert.Equal(wanted.Method, got.Method);
            Assert.Equal(wanted.Decision, got.Decision);
            AssertClose(Numbers(wanted), Numbers(got));
            AssertClose(known.Variants.SelectMany(Numbers), shown.Variants.SelectMany(Numbers));
        }
    }

    [Fact]
    public async Task While_it_is_on_only_the_always_valid_rule_decides_and_later_data_does_not_change_the_fixed_test()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var request = HoldoutScenario.Request(shop, worker, spent);

        var running = await worker.ReportAsync(request with { PlannedEnd = TestRequest.End.AddYears(5), To = null });
        var early = await worker.ReportAsync(request with { PlannedEnd = TestRequest.End.AddDays(1) });
        var moved = await worker.ReportAsync(request with { PlannedEnd = null });
        var later = await worker.ReportAsync(request with { To = null });

        Assert.Equal(AnalysisBasis.AlwaysValid, running.Basis);
        Assert.Empty(running.Warnings);
        Assert.Equal((AnalysisBasis.AlwaysValid, "ended-early"), (early.Basis, Assert.Single(early.Warnings).Code));
        Assert.Equal((AnalysisBasis.AlwaysValid, "end-moved"), (moved.Basis, Assert.Single(moved.Warnings).Code));
        Assert.Equal((AnalysisBasis.Fixed, TestRequest.End), (later.Basis, later.Window.To));
        Assert.True(running.Metrics[0].Variants.Sum(one => one.Sum) > later.Metrics[0].Variants.Sum(one => one.Sum));
    }

    [Fact]
    public async Task The_users_query_may_have_placeholders_numbers_as_ids_and_rows_without_a_user()
    {
        await shop.ExecuteAsync("insert into events (user_id, timestamp, name) values (null, '2026-03-04Z', 'visit')");
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        const string numbers = "substr(user_id, 2)::bigint as user_id, timestamp";

        var report = await worker.ReportAsync(
            HoldoutScenario.Request(
                shop,
                worker,
                spent.With(one => one with { Query = $"select {numbers}, value from events where name = 'order'" })
            ) with
            {
                UsersQuery =
                    $"select {numbers} from events where name = 'visit' and timestamp >= {{{{start}}}} and timestamp < {{{{end}}}}",
            }
        );

        var held = HoldoutScenario.Visitors.Where(visitor => HoldoutScenario.IsHeldOut(visitor.Id[1..])).ToList();
        Assert.Equal(held.Count, report.Users.ByVariant[HoldoutResult.Holdout]);
        Assert.Equal(held.Average(visitor => visitor.Spent), report.Metrics[0].Variants[0].Mean!.Value, 9);
        Assert.Equal(1, report.Users.ExcludedNullUser);
        Assert.Contains(report.Warnings, warning => warning.Code == "null-user-ids");
    }

    private static IEnumerable<double?> Numbers(Comparison one) =>
        [
            one.Difference,
            one.Relative,
            .. one.IntervalAbsolute!.Cast<double?>(),
            .. (one.IntervalRelative ?? []).Cast<double?>(),
            one.Statistic,
            one.DegreesOfFreedom,
            one.PValue,
            one.PValueAdjusted,
            .. (one.AlwaysValid?.Interval ?? []).Cast<double?>(),
            one.AlwaysValid?.PValue,
        ];

    private static IEnumerable<double?> Numbers(VariantResult one) => [one.Mean, one.Variance, one.Skewness, one.Sum, one.DenominatorSum];

    private static void AssertClose(IEnumerable<double?> expected, IEnumerable<double?> actual) =>
        Assert.All(
            expected.Zip(actual, (wanted, got) => (wanted, got)),
            pair =>
            {
                Assert.Equal(pair.wanted is null, pair.got is null);
                Assert.True(
                    pair.wanted is not { } number || Math.Abs(pair.got!.Value - number) <= 1e-9 * Math.Max(1, Math.Abs(number)),
                    $"{pair.wanted} and {pair.got}"
                );
            }
        );
}
