using System.Text.Json;
using Waypost.Stats.Jobs;
using Waypost.Testing;

namespace Waypost.Stats.Tests.Jobs;

[Trait("Fault", "18")]
public sealed class ALapsedLease(JobsDatabase database) : IClassFixture<JobsDatabase>, IAsyncLifetime
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
    public async Task A_dead_workers_job_is_taken_over_by_another()
    {
        await using var dead = Worker.Build(database.ConnectionString, []);
        var id = await queue.AddAsync("a");
        Assert.NotNull(await dead.Queue.ClaimAsync(["a"], Token));
        await queue.LapseAsync(id);

        await using var living = await Worker.StartAsync(database.ConnectionString, [Handler.Returning("a", "\"done\"")]);
        await queue.UntilAsync(id, "succeeded");

        Assert.Equal("\"done\"", await queue.TextAsync(id, "result"));
        Assert.Equal("2", await queue.TextAsync(id, "attempts"));
        Assert.Equal("2", await queue.TextAsync(id, "fencing_token"));
    }

    [Fact]
    public async Task A_job_whose_lease_still_runs_belongs_to_its_worker()
    {
        await using var worker = Worker.Build(database.ConnectionString, []);
        await queue.AddAsync("a");
        Assert.NotNull(await worker.Queue.ClaimAsync(["a"], Token));

        Assert.Null(await worker.Queue.ClaimAsync(["a"], Token));
    }

    [Theory]
    [InlineData("succeed")]
    [InlineData("fail")]
    [InlineData("report")]
    [InlineData("release")]
    public async Task A_stale_workers_late_write_is_refused(string write)
    {
        await using var worker = Worker.Build(database.ConnectionString, []);
        var id = await queue.AddAsync("a");
        var stale = (await worker.Queue.ClaimAsync(["a"], Token))!;
        await queue.LapseAsync(id);
        var current = (await worker.Queue.ClaimAsync(["a"], Token))!;
        var late = JsonElement.Parse("\"late\"");
        var before = await queue.TextAsync(id, "jobs");

        var written = write switch
        {
            "succeed" => await worker.Queue.SucceedAsync(stale, late, Token),
            "fail" => await worker.Queue.FailAsync(stale, "late", Token),
            "report" => await worker.Queue.ReportAsync(stale, late, Token),
            _ => await worker.Queue.ReleaseAsync(stale, Token),
        };

        Assert.False(written);
        Assert.Equal(before, await queue.TextAsync(id, "jobs"));
        Assert.Equal(LeaseState.Lost, await worker.Queue.RenewAsync(stale, Token));
        Assert.True(await worker.Queue.SucceedAsync(current, late, Token));
    }

    [Fact]
    public async Task A_worker_that_lost_its_job_stops_working_on_it_and_writes_nothing()
    {
        var stopped = new TaskCompletionSource();
        var handler = Handler.Endless("a", stopped);
        await using var worker = await Worker.StartAsync(database.ConnectionString, [handler]);
        var id = await queue.AddAsync("a");
        await handler.Started;

        await queue.ExecuteAsync(
            "update jobs set fencing_token = 9, worker = 'another', lease_until = now() + interval '1 hour' where id = "
                + $"{id}; notify waypost_jobs"
        );
        await stopped.Task.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, Token);
        await worker.StopAsync();

        Assert.Equal("running", await queue.StatusAsync(id));
        Assert.Equal("another", await queue.TextAsync(id, "worker"));
    }

    [Fact]
    public async Task A_working_workers_lease_is_renewed()
    {
        var handler = Handler.Endless("a");
        await using var worker = await Worker.StartAsync(database.ConnectionString, [handler], ("Heartbeat", "00:00:00.050"));
        var id = await queue.AddAsync("a");
        await handler.Started;
        var first = await queue.TextAsync(id, "lease_until");

        await Eventually.IsTrueAsync(async () => await queue.TextAsync(id, "lease_until") != first);

        Assert.Equal("1", await queue.TextAsync(id, "fencing_token"));
    }

    [Fact]
    public async Task A_job_that_kills_every_worker_is_failed_with_a_reason()
    {
        await using var dying = Worker.Build(database.ConnectionString, []);
        var id = await queue.AddAsync("a");
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            Assert.NotNull(await dying.Queue.ClaimAsync(["a"], Token));
            await queue.LapseAsync(id);
        }

        await using var living = await Worker.StartAsync(database.ConnectionString, [Handler.Returning("a", "1")], ("MaxAttempts", "3"));
        await queue.UntilAsync(id, "failed");

        Assert.StartsWith("Given up after 3 attempts", await queue.TextAsync(id, "error"), StringComparison.Ordinal);
    }
}
