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

/// <summary>Holdouts that cannot be compared, or not yet, and how their jobs end.</summary>
public sealed class HoldoutFaultTests(ShopDatabase shop) : IClassFixture<ShopDatabase>, IAsyncLifetime
{
    private static readonly ExperimentMetric spent = TestRequest.Metric("spent", MetricType.Revenue, HoldoutScenario.Spent);

    public async ValueTask InitializeAsync() => await HoldoutScenario.FillAsync(shop);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

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
        Assert.All(
            empty.Metrics.Concat(nobody.Metrics).SelectMany(metric => metric.Comparisons),
            comparison => Assert.Null(comparison.Difference)
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

    private static async Task<(string? Status, string? Result, string? Error)> RunAsync(TestJobQueue queue, HoldoutRequest request)
    {
        var payload = JsonSerializer.Serialize(request, ExperimentsJson.Default.HoldoutRequest);
        var id = await queue.AddAsync(JobKinds.Holdout, payload.Replace("'", "''", StringComparison.Ordinal));
        await queue.UntilAsync($"(select status in ('{JobStatus.Succeeded}', '{JobStatus.Failed}') from jobs where id = {id})");
        return (await queue.TextAsync(id, "status"), await queue.TextAsync(id, "result"), await queue.TextAsync(id, "error"));
    }
}
