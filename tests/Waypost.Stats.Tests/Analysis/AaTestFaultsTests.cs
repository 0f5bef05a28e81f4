using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Waypost.Stats.Analysis;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Stats.Tests.Jobs;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>A/A tests that cannot be computed, or are cancelled.</summary>
public sealed class AaTestFaultsTests(ShopDatabase shop) : IClassFixture<ShopDatabase>, IAsyncLifetime
{
    private static MetricDefinition Revenue => TestRequest.Metric("metric", MetricType.Revenue, ShopDatabase.Good).Definition;

    public async ValueTask InitializeAsync() =>
        await shop.ExecuteAsync(
            """
            truncate exposures, events;
            insert into exposures select 7, 'u' || g, now() - interval '3 days', true from generate_series(1, 2000) as g;
            insert into exposures select 7, 'late' || g, now() - interval '1 hour', true from generate_series(1, 2) as g;
            insert into events select 'u' || g, now() - interval '1 minute', 'good', g % 7 from generate_series(1, 2000) as g;
            insert into events select 'late' || g, now() - interval '1 minute', 'good', g from generate_series(1, 2) as g;
            """
        );

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(28, 0.02)]
    public async Task Too_few_users_are_not_split_and_the_warning_says_how_many_are_needed(int days, double share)
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker
            .Services.GetRequiredService<AaTestJob>()
            .ComputeAsync(
                Request(worker, Revenue) with
                {
                    Days = days,
                    Share = share,
                },
                _ => Task.CompletedTask,
                TestContext.Current.CancellationToken
            );

        Assert.Null(result.Fixed);
        var message = result.Warnings.Single(warning => warning.Code == "too-few-users").Message;
        Assert.Contains(share == 0.5 ? "at least 200" : "at least 5,000", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("select user_id, timestamp, value from nowhere", "nowhere")]
    [InlineData("select user_id, timestamp from events", "value")]
    [InlineData("select user_id, timestamp, 'NaN'::float8 as value from events", "NaN or infinity")]
    [InlineData("delete from events", "SELECT")]
    public async Task A_metric_that_cannot_be_computed_fails_with_the_reason(string query, string reason)
    {
        var error = await FailAsync(Revenue with { Query = query }, days: 28);

        Assert.Contains(reason, error, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(0, "days must be between 1 and 365")]
    [InlineData(10_000, "days must be between 1 and 365")]
    public async Task Days_out_of_range_fail(int days, string reason) =>
        Assert.Contains(reason, await FailAsync(Revenue, days), StringComparison.Ordinal);

    [Fact]
    public async Task It_reports_progress_and_ends_when_it_is_cancelled()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var progress = new List<JobProgress>();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            worker
                .Services.GetRequiredService<AaTestJob>()
                .ComputeAsync(
                    Request(worker, Revenue),
                    step =>
                    {
                        progress.Add(step);
                        return step.Done == 3 ? cancel.CancelAsync() : Task.CompletedTask;
                    },
                    cancel.Token
                )
        );

        Assert.Equal([0, 1, 2, 3], progress.Select(step => step.Done));
        Assert.Equal("re-split 201 of 1,000", progress[^1].Doing);
        Assert.All(progress, step => Assert.Equal(11, step.Total));
    }

    /// <summary>The error of the job in the queue.</summary>
    private async Task<string> FailAsync(MetricDefinition metric, int days)
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        await using var queue = new TestJobQueue(shop.ConnectionString);
        var payload = JsonSerializer.Serialize(Request(worker, metric) with { Days = days }, ExperimentsJson.Default.AaTestRequest);
        var id = await queue.AddAsync(JobKinds.AaTest, payload.Replace("'", "''", StringComparison.Ordinal));
        await queue.UntilAsync($"(select status in ('{JobStatus.Succeeded}', '{JobStatus.Failed}') from jobs where id = {id})");
        return (await queue.TextAsync(id, "error"))!;
    }

    private AaTestRequest Request(StatsWorkerHost worker, MetricDefinition metric) =>
        new() { Source = shop.Source(worker), Metric = metric };
}
