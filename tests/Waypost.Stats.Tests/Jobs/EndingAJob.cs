using System.Text.Json;
using Waypost.Stats.Jobs;

namespace Waypost.Stats.Tests.Jobs;

public sealed class EndingAJob(JobsDatabase database) : IClassFixture<JobsDatabase>, IAsyncLifetime
{
    private readonly Queue queue = new(database.ConnectionString);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await queue.ExecuteAsync("truncate jobs");
        await queue.DisposeAsync();
    }

    [Fact]
    public async Task A_handlers_reason_becomes_the_jobs_error()
    {
        await using var worker = await Worker.StartAsync(
            database.ConnectionString,
            [new Handler("a", (_, _) => throw new JobFailedException("The column treatment is missing."))]
        );

        var id = await queue.AddAsync("a");
        await queue.UntilAsync(id, "failed");

        Assert.Equal("The column treatment is missing.", await queue.TextAsync(id, "error"));
        Assert.Equal("1", await queue.TextAsync(id, "attempts"));
    }

    [Fact]
    public async Task An_unexpected_exception_fails_the_job_without_telling_its_text()
    {
        await using var worker = await Worker.StartAsync(
            database.ConnectionString,
            [new Handler("a", (_, _) => throw new InvalidOperationException("password=secret"))]
        );

        var id = await queue.AddAsync("a");
        await queue.UntilAsync(id, "failed");

        var error = await queue.TextAsync(id, "error");
        Assert.Contains("InvalidOperationException", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_can_be_read_while_the_job_runs_and_is_gone_when_it_is_done()
    {
        var gate = new TaskCompletionSource();
        await using var worker = await Worker.StartAsync(
            database.ConnectionString,
            [
                new Handler(
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
        await queue.UntilAsync(id, "succeeded");

        Assert.Null(await queue.TextAsync(id, "progress"));
        Assert.Null(await queue.TextAsync(id, "result"));
    }

    [Fact]
    public async Task A_cancelled_job_stops_at_once_and_stays_cancelled()
    {
        var stopped = new TaskCompletionSource();
        var handler = Handler.Endless("a", stopped);
        await using var worker = await Worker.StartAsync(database.ConnectionString, [handler, Handler.Returning("b", "1")]);
        var id = await queue.AddAsync("a");
        await handler.Started;

        await queue.CancelAsync(id);
        await stopped.Task.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, Token);
        await queue.UntilAsync(await queue.AddAsync("b"), "succeeded");

        Assert.Equal("cancelled", await queue.StatusAsync(id));
    }

    [Fact]
    public async Task A_worker_that_is_stopped_gives_its_job_back_untried()
    {
        var handler = Handler.Endless("a");
        var worker = await Worker.StartAsync(database.ConnectionString, [handler]);
        var id = await queue.AddAsync("a");
        await handler.Started;

        await worker.StopAsync();
        await worker.DisposeAsync();

        Assert.Equal("queued", await queue.StatusAsync(id));
        Assert.Equal("0", await queue.TextAsync(id, "attempts"));
        Assert.Null(await queue.TextAsync(id, "worker"));
        await using var next = await Worker.StartAsync(database.ConnectionString, [Handler.Returning("a", "1")]);
        await queue.UntilAsync(id, "succeeded");
    }

    [Fact]
    public async Task A_job_whose_handler_does_not_let_go_is_given_back_all_the_same()
    {
        var gate = new TaskCompletionSource<string>();
        var handler = Handler.Gated("a", gate.Task);
        var worker = await Worker.StartAsync(database.ConnectionString, [handler]);
        var id = await queue.AddAsync("a");
        await handler.Started;

        await worker.StopAsync();

        Assert.Equal("queued", await queue.StatusAsync(id));
        gate.SetResult("\"late\"");
        await worker.DisposeAsync();
        Assert.Equal("queued", await queue.StatusAsync(id));
    }
}
