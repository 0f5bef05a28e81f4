using System.Text.Json;
using Waypost.Stats.Jobs;
using Waypost.Wire.Jobs;

namespace Waypost.Stats.Tests.Jobs;

public sealed class JobRunnerTests(JobsDatabase database) : IClassFixture<JobsDatabase>, IAsyncLifetime
{
    private readonly TestJobQueue queue = new(database.ConnectionString);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await queue.ExecuteAsync("truncate jobs");
        await queue.DisposeAsync();
    }

    [Fact]
    public async Task The_message_of_a_JobFailedException_becomes_the_jobs_error()
    {
        await using var worker = await JobWorkerHost.StartAsync(
            database.ConnectionString,
            [new TestJobHandler("a", (_, _) => throw new JobFailedException("The column treatment is missing."))]
        );

        var id = await queue.AddAsync("a");
        await queue.UntilAsync(id, JobStatus.Failed);

        Assert.Equal("The column treatment is missing.", await queue.TextAsync(id, "error"));
        Assert.Equal("1", await queue.TextAsync(id, "attempts"));
    }

    [Fact]
    public async Task An_unexpected_exception_fails_the_job_without_revealing_its_message()
    {
        await using var worker = await JobWorkerHost.StartAsync(
            database.ConnectionString,
            [new TestJobHandler("a", (_, _) => throw new InvalidOperationException("password=secret"))]
        );

        var id = await queue.AddAsync("a");
        await queue.UntilAsync(id, JobStatus.Failed);

        var error = await queue.TextAsync(id, "error");
        Assert.Contains("InvalidOperationException", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_is_published_while_the_job_runs_and_removed_when_it_is_done()
    {
        var gate = new TaskCompletionSource();
        await using var worker = await JobWorkerHost.StartAsync(
            database.ConnectionString,
            [
                new TestJobHandler(
                    "a",
                    async (job, stop) =>
                    {
                        await job.ReportAsync(JsonElement.Parse("""{"done":1,"of":4}"""), stop);
                        await gate.Task.WaitAsync(stop);
                        return null;
                    }
                ),
            ]
        );

        var id = await queue.AddAsync("a");
        await queue.UntilAsync($"(select progress->>'of' from jobs where id = {id}) = '4'");
        gate.SetResult();
        await queue.UntilAsync(id, JobStatus.Succeeded);

        Assert.Null(await queue.TextAsync(id, "progress"));
        Assert.Null(await queue.TextAsync(id, "result"));
    }

    [Fact]
    public async Task A_cancelled_job_stops_at_once_and_stays_cancelled()
    {
        var stopped = new TaskCompletionSource();
        var handler = TestJobHandler.Endless("a", stopped);
        await using var worker = await JobWorkerHost.StartAsync(database.ConnectionString, [handler, TestJobHandler.Returning("b", "1")]);
        var id = await queue.AddAsync("a");
        await handler.Started;

        await queue.CancelAsync(id);
        await stopped.Task.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, Token);
        await queue.UntilAsync(await queue.AddAsync("b"), JobStatus.Succeeded);

        Assert.Equal(JobStatus.Cancelled, await queue.StatusAsync(id));
    }

    [Fact]
    public async Task A_stopped_worker_returns_its_job_to_the_queue_without_counting_the_attempt()
    {
        var handler = TestJobHandler.Endless("a");
        var worker = await JobWorkerHost.StartAsync(database.ConnectionString, [handler]);
        var id = await queue.AddAsync("a");
        await handler.Started;

        await worker.StopAsync();
        await worker.DisposeAsync();

        Assert.Equal(JobStatus.Queued, await queue.StatusAsync(id));
        Assert.Equal("0", await queue.TextAsync(id, "attempts"));
        Assert.Null(await queue.TextAsync(id, "worker"));
        await using var next = await JobWorkerHost.StartAsync(database.ConnectionString, [TestJobHandler.Returning("a", "1")]);
        await queue.UntilAsync(id, JobStatus.Succeeded);
    }

    [Fact]
    public async Task A_job_is_returned_to_the_queue_even_if_its_handler_does_not_stop()
    {
        var gate = new TaskCompletionSource<string>();
        var handler = TestJobHandler.Gated("a", gate.Task);
        var worker = await JobWorkerHost.StartAsync(database.ConnectionString, [handler]);
        var id = await queue.AddAsync("a");
        await handler.Started;

        await worker.StopAsync();

        Assert.Equal(JobStatus.Queued, await queue.StatusAsync(id));
        gate.SetResult("\"late\"");
        await worker.DisposeAsync();
        Assert.Equal(JobStatus.Queued, await queue.StatusAsync(id));
    }
}
