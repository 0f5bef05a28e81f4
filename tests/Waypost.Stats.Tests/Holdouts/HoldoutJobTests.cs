using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Waypost.Flags;
using Waypost.Stats.Holdouts;
using Waypost.Stats.Tests.Analysis;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Stats.Tests.Jobs;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

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
    public async Task Metrics_that_cannot_be_compared_say_why_and_do_not_stop_the_others()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var report = await worker.ReportAsync(
            HoldoutScenario.Request(
                shop,
                worker,
                spent.With(one => one with { Key = "median", Quantile = 0.5 }),
                TestRequest
                    .Metric("funnel", MetricType.Binomial, HoldoutScenario.Spent)
                    .With(one => one with { Steps = [new() { Name = "visit", Query = HoldoutScenario.Active }] }),
                spent.With(one => one with { Key = "broken", Query = "select user_id, timestamp from events" }),
                TestRequest.Metric("bought", MetricType.Binomial, HoldoutScenario.Spent)
            )
        );

        Assert.Equal(
            ["quantile-in-holdout", "funnel-in-holdout", "column-missing", null],
            report.Metrics.Select(one => one.Warnings.Select(warning => warning.Code).FirstOrDefault())
        );
        Assert.Equal([0, 0, 0, 1], report.Metrics.Select(one => one.Comparisons.Count));
    }

    [Fact]
    public async Task Without_users_or_without_held_out_users_it_says_what_to_do()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var request = HoldoutScenario.Request(shop, worker, spent);
        var held = HoldoutScenario.Visitors.Min(visitor => Bucketing.Bucket(HoldoutScenario.Salt, visitor.Id));

        var empty = await worker.ReportAsync(request with { UsersQuery = HoldoutScenario.Active + " and false" });
        var nobody = await worker.ReportAsync(request with { ToBucket = held });

        Assert.Equal("no-users", Assert.Single(empty.Warnings).Code);
        Assert.Null(empty.SampleRatio);
        Assert.Contains(nobody.Warnings, warning => warning.Code == "nobody-held-out");
        Assert.All(
            empty.Metrics.Concat(nobody.Metrics).SelectMany(metric => metric.Comparisons),
            comparison => Assert.Equal((null, Decision.NotEnoughData), (comparison.IntervalAbsolute, comparison.Decision))
        );
    }

    [Fact]
    public async Task If_one_group_is_active_too_seldom_the_report_is_not_trusted_and_says_what_it_may_mean()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var gone = HoldoutScenario.Visitors.Select(visitor => visitor.Id).Where(HoldoutScenario.IsHeldOut).Take(100).ToList();

        var report = await worker.ReportAsync(
            HoldoutScenario.Request(shop, worker, spent) with
            {
                UsersQuery = $"{HoldoutScenario.Active} and user_id not in ({string.Join(", ", gone.Select(id => $"'{id}'"))})",
            }
        );

        Assert.Equal("alert", report.SampleRatio!.Warning);
        Assert.Contains("brought more users back", report.SampleRatio.Message, StringComparison.Ordinal);
        Assert.Equal(Decision.DoNotTrust, report.Metrics[0].Comparisons[0].Decision);
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

    [Fact]
    public async Task The_queue_runs_it_and_no_users_id_is_in_the_result()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        await using var queue = new TestJobQueue(shop.ConnectionString);

        var (status, result, _) = await RunAsync(queue, HoldoutScenario.Request(shop, worker, spent));

        Assert.Equal(JobStatus.Succeeded, status);
        var report = JsonSerializer.Deserialize(result!, ExperimentsJson.Default.HoldoutResult)!;
        Assert.Equal(HoldoutScenario.Visitors.Count, report.Users.Total);
        Assert.All(HoldoutScenario.Visitors, visitor => Assert.DoesNotContain($"\"{visitor.Id}\"", result, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_users_query_that_cannot_be_used_and_a_holdout_that_has_not_started_fail_with_the_reason()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        await using var queue = new TestJobQueue(shop.ConnectionString);
        var request = HoldoutScenario.Request(shop, worker, spent);

        var noTime = await RunAsync(queue, request with { UsersQuery = "select user_id from events" });
        var ahead = await RunAsync(queue, request with { From = DateTimeOffset.UnixEpoch.AddYears(200), To = null, PlannedEnd = null });
        var noRange = await RunAsync(queue, request with { ToBucket = 0 });

        Assert.All([noTime, ahead, noRange], job => Assert.Equal(JobStatus.Failed, job.Status));
        Assert.Contains("The column timestamp is missing", noTime.Error, StringComparison.Ordinal);
        Assert.Equal("The holdout has not started yet.", ahead.Error);
        Assert.Contains("buckets", noRange.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_ends_it()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            worker
                .Services.GetRequiredService<HoldoutJob>()
                .ComputeAsync(
                    HoldoutScenario.Request(shop, worker, spent),
                    progress => progress.Done == 1 ? cancellation.CancelAsync() : Task.CompletedTask,
                    cancellation.Token
                )
        );
    }

    private static async Task<(string? Status, string? Result, string? Error)> RunAsync(TestJobQueue queue, HoldoutRequest request)
    {
        var payload = JsonSerializer.Serialize(request, ExperimentsJson.Default.HoldoutRequest);
        var id = await queue.AddAsync(JobKinds.Holdout, payload.Replace("'", "''", StringComparison.Ordinal));
        await queue.UntilAsync($"(select status in ('{JobStatus.Succeeded}', '{JobStatus.Failed}') from jobs where id = {id})");
        return (await queue.TextAsync(id, "status"), await queue.TextAsync(id, "result"), await queue.TextAsync(id, "error"));
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
