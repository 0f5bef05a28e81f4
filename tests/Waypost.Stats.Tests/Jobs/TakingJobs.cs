using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Waypost.Stats.Jobs;
using Waypost.Stats.Ping;

namespace Waypost.Stats.Tests.Jobs;

public sealed class TakingJobs(JobsDatabase database) : IClassFixture<JobsDatabase>, IAsyncLifetime
{
    private readonly Queue queue = new(database.ConnectionString);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await queue.ExecuteAsync("truncate jobs");
        await queue.DisposeAsync();
    }

    [Fact]
    public async Task A_ping_is_answered_with_the_worker_and_the_time()
    {
        var configuration = new ConfigurationManager { ["OTEL_RESOURCE_ATTRIBUTES"] = "service.instance.id=stats-7" };
        await using var worker = await Worker.StartAsync(database.ConnectionString, [new PingJob(configuration, TimeProvider.System)]);

        var id = await queue.AddAsync("ping");
        await queue.UntilAsync(id, "succeeded");

        var result = JsonElement.Parse((await queue.TextAsync(id, "result"))!);
        Assert.Equal("stats-7", result.GetProperty("worker").GetString());
        Assert.True(result.GetProperty("at").TryGetDateTimeOffset(out _));
        Assert.Equal("1", await queue.TextAsync(id, "attempts"));
        Assert.NotNull(await queue.TextAsync(id, "finished_at"));
        Assert.Null(await queue.TextAsync(id, "lease_until"));
    }

    [Fact]
    public async Task A_notification_wakes_an_idle_worker()
    {
        await using var worker = await Worker.StartAsync(database.ConnectionString, [Handler.Returning("a", "1")], ("Poll", "00:01:00"));
        await worker.UntilAsync(facts => facts.GetProperty("listening").GetBoolean());
        await worker.UntilHealthAsync("healthy");

        var id = await queue.AddAsync("a");

        await queue.UntilAsync(id, "succeeded");
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("17", true)]
    [InlineData("17:queued", true)]
    [InlineData("17:cancelled", true)]
    [InlineData("17:running", false)]
    [InlineData("17:succeeded", false)]
    [InlineData("17:failed", false)]
    public void Workers_do_not_wake_each_other_with_what_only_pages_wait_for(string payload, bool wakes) =>
        Assert.Equal(wakes, WakeUp.IsForWorkers(payload));

    [Fact]
    public async Task A_job_nobody_announced_is_found_by_polling()
    {
        await using var worker = await Worker.StartAsync(
            database.ConnectionString,
            [Handler.Returning("a", "1")],
            ("Poll", "00:00:00.020")
        );

        var id = await queue.AddAsync("a", notify: false);

        await queue.UntilAsync(id, "succeeded");
    }

    [Fact]
    public async Task A_job_of_a_kind_this_worker_does_not_know_is_left_for_one_that_does()
    {
        await using var worker = await Worker.StartAsync(database.ConnectionString, [Handler.Returning("known", "1")]);

        var unknown = await queue.AddAsync("from-a-newer-version");
        var known = await queue.AddAsync("known");
        await queue.UntilAsync(known, "succeeded");

        Assert.Equal("queued", await queue.StatusAsync(unknown));
        Assert.Equal("0", await queue.TextAsync(unknown, "attempts"));
    }

    [Fact]
    public async Task A_worker_runs_no_more_jobs_at_once_than_it_may()
    {
        var gate = new TaskCompletionSource<string>();
        await using var worker = await Worker.StartAsync(
            database.ConnectionString,
            [Handler.Gated("a", gate.Task), Handler.Returning("b", "1")],
            ("Parallelism", "2")
        );
        for (var i = 0; i < 3; i++)
        {
            await queue.AddAsync("a");
        }

        await worker.UntilAsync(facts => facts.GetProperty("running").GetInt32() == 2);
        Assert.Equal(2L, await queue.ScalarAsync("select count(*) from jobs where status = 'running'"));

        gate.SetResult("1");
        await queue.UntilAsync("(select count(*) from jobs where status = 'succeeded') = 3");
    }

    [Fact]
    [Trait("Fault", "18")]
    public async Task Four_workers_do_every_job_exactly_once()
    {
        const int jobs = 200;
        var runs = new ConcurrentBag<long>();
        var handler = new Handler(
            "a",
            (job, _) =>
            {
                runs.Add(job.Id);
                return Task.FromResult<JsonElement?>(job.Payload);
            }
        );
        await queue.ExecuteAsync(
            $"insert into jobs (kind, payload, status) select 'a', to_jsonb(n), 'queued' from generate_series(1, {jobs}) n"
        );
        var workers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Worker.StartAsync(database.ConnectionString, [handler])));

        await queue.UntilAsync($"(select count(*) from jobs where status = 'succeeded') = {jobs}");
        foreach (var worker in workers)
        {
            await worker.DisposeAsync();
        }

        Assert.Equal(jobs, runs.Count);
        Assert.Equal(jobs, runs.Distinct().Count());
        Assert.Equal(
            (long)jobs,
            await queue.ScalarAsync("select count(*) from jobs where result = payload and attempts = 1 and fencing_token = 1")
        );
    }
}
