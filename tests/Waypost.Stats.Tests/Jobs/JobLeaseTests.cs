using System.Text.Json;
using Waypost.Stats.Jobs;
using Waypost.Testing;
using Waypost.Wire.Jobs;

namespace Waypost.Stats.Tests.Jobs;

[Trait("Fault", "18")]
public sealed class JobLeaseTests(JobsDatabase database) : IClassFixture<JobsDatabase>, IAsyncLifetime
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
    public async Task Another_worker_takes_over_a_dead_workers_job()
    {
        await using var dead = JobWorkerHost.Build(database.ConnectionString, []);
        var id = await queue.AddAsync("a");
        Assert.NotNull(await dead.Queue.ClaimAsync(["a"], Token));
        await queue.ExpireLeaseAsync(id);

        await using var living = await JobWorkerHost.StartAsync(database.ConnectionString, [TestJobHandler.Returning("a", "\"done\"")]);
        await queue.UntilAsync(id, JobStatus.Succeeded);

        Assert.Equal("\"done\"", await queue.TextAsync(id, "result"));
        Assert.Equal("2", await queue.TextAsync(id, "attempts"));
        Assert.Equal("2", await queue.TextAsync(id, "fencing_token"));
    }

    [Fact]
    public async Task A_job_with_a_valid_lease_cannot_be_claimed()
    {
        await using var worker = JobWorkerHost.Build(database.ConnectionString, []);
        await queue.AddAsync("a");
        Assert.NotNull(await worker.Queue.ClaimAsync(["a"], Token));

        Assert.Null(await worker.Queue.ClaimAsync(["a"], Token));
    }

    [Theory]
    [InlineData("succeed")]
    [InlineData("fail")]
    [InlineData("report")]
    [InlineData("release")]
    public async Task A_write_after_another_worker_claimed_the_job_is_rejected(string write)
    {
        await using var worker = JobWorkerHost.Build(database.ConnectionString, []);
        var id = await queue.AddAsync("a");
        var stale = (await worker.Queue.ClaimAsync(["a"], Token))!;
        await queue.ExpireLeaseAsync(id);
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
    public async Task A_worker_that_lost_its_job_stops_the_handler_and_writes_nothing()
    {
        var stopped = new TaskCompletionSource();
        var handler = TestJobHandler.Endless("a", stopped);
        await using var worker = await JobWorkerHost.StartAsync(database.ConnectionString, [handler]);
        var id = await queue.AddAsync("a");
        await handler.Started;

        await queue.ExecuteAsync(
            "update jobs set fencing_token = 9, worker = 'another', lease_until = now() + interval '1 hour' where id = "
                + $"{id}; notify {JobChannel.Name}"
        );
        await stopped.Task.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, Token);
        await worker.StopAsync();

        Assert.Equal(JobStatus.Running, await queue.StatusAsync(id));
        Assert.Equal("another", await queue.TextAsync(id, "worker"));
    }

    [Fact]
    public async Task The_lease_is_renewed_while_the_handler_runs()
    {
        var handler = TestJobHandler.Endless("a");
        await using var worker = await JobWorkerHost.StartAsync(database.ConnectionString, [handler], ("Heartbeat", "00:00:00.050"));
        var id = await queue.AddAsync("a");
        await handler.Started;
        var first = await queue.TextAsync(id, "lease_until");

        await Eventually.IsTrueAsync(async () => await queue.TextAsync(id, "lease_until") != first);

        Assert.Equal("1", await queue.TextAsync(id, "fencing_token"));
    }

    [Fact]
    public async Task A_job_without_attempts_left_is_failed_with_a_reason()
    {
        await using var crashing = JobWorkerHost.Build(database.ConnectionString, []);
        var id = await queue.AddAsync("a");
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            Assert.NotNull(await crashing.Queue.ClaimAsync(["a"], Token));
            await queue.ExpireLeaseAsync(id);
        }

        await using var living = await JobWorkerHost.StartAsync(
            database.ConnectionString,
            [TestJobHandler.Returning("a", "1")],
            ("MaxAttempts", "3")
        );
        await queue.UntilAsync(id, JobStatus.Failed);

        Assert.StartsWith("Given up after 3 attempts", await queue.TextAsync(id, "error"), StringComparison.Ordinal);
    }
}
