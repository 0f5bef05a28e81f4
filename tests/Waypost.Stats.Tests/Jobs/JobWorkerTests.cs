using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Waypost.ServiceDefaults;
using Waypost.Wire.Jobs;

namespace Waypost.Stats.Tests.Jobs;

public sealed class JobWorkerTests(JobsDatabase database) : IClassFixture<JobsDatabase>, IAsyncLifetime
{
    private readonly TestJobQueue queue = new(database.ConnectionString);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await queue.ExecuteAsync("truncate jobs");
        await queue.DisposeAsync();
    }

    [Fact]
    public async Task A_job_is_run_and_its_row_contains_the_result_and_the_worker()
    {
        await using var worker = await JobWorkerHost.StartAsync(database.ConnectionString, [TestJobHandler.Returning("a", """{"n":7}""")]);

        var id = await queue.AddAsync("a");
        await queue.UntilAsync(id, JobStatus.Succeeded);

        Assert.Equal("7", await queue.TextAsync(id, "result ->> 'n'"));
        Assert.Equal(InstanceId.Current(worker.Services.GetRequiredService<IConfiguration>()), await queue.TextAsync(id, "worker"));
        Assert.Equal("1", await queue.TextAsync(id, "attempts"));
        Assert.NotNull(await queue.TextAsync(id, "finished_at"));
        Assert.Null(await queue.TextAsync(id, "lease_until"));
    }

    [Fact]
    public async Task A_notification_wakes_an_idle_worker()
    {
        await using var worker = await JobWorkerHost.StartAsync(
            database.ConnectionString,
            [TestJobHandler.Returning("a", "1")],
            ("Poll", "00:01:00")
        );
        await worker.UntilAsync(facts => facts.GetProperty("listening").GetBoolean());
        await worker.UntilHealthAsync("healthy");

        var id = await queue.AddAsync("a");

        await queue.UntilAsync(id, JobStatus.Succeeded);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("new", true)]
    [InlineData("17:queued", true)]
    [InlineData("17:cancelled", true)]
    [InlineData("17:running", false)]
    [InlineData("17:succeeded", false)]
    [InlineData("17:failed", false)]
    public void Workers_are_not_woken_by_progress_and_results(string payload, bool wakes) =>
        Assert.Equal(wakes, JobChannel.ConcernsWorkers(payload));

    [Fact]
    public async Task A_job_without_a_notification_is_found_by_polling()
    {
        await using var worker = await JobWorkerHost.StartAsync(
            database.ConnectionString,
            [TestJobHandler.Returning("a", "1")],
            ("Poll", "00:00:00.020")
        );

        var id = await queue.AddAsync("a", notify: false);

        await queue.UntilAsync(id, JobStatus.Succeeded);
    }

    [Fact]
    public async Task A_job_of_an_unknown_kind_stays_queued()
    {
        await using var worker = await JobWorkerHost.StartAsync(database.ConnectionString, [TestJobHandler.Returning("known", "1")]);

        var unknown = await queue.AddAsync("from-a-newer-version");
        var known = await queue.AddAsync("known");
        await queue.UntilAsync(known, JobStatus.Succeeded);

        Assert.Equal(JobStatus.Queued, await queue.StatusAsync(unknown));
        Assert.Equal("0", await queue.TextAsync(unknown, "attempts"));
    }

    [Fact]
    public async Task A_worker_runs_no_more_jobs_at_the_same_time_than_its_limit()
    {
        var gate = new TaskCompletionSource<string>();
        await using var worker = await JobWorkerHost.StartAsync(
            database.ConnectionString,
            [TestJobHandler.Gated("a", gate.Task)],
            ("Parallelism", "2"),
            ("MaxAttempts", "3")
        );
        for (var i = 0; i < 3; i++)
        {
            await queue.AddAsync("a");
        }

        await worker.UntilAsync(facts => facts.GetProperty("running").GetInt32() == 2);
        // Each pass over the queue first fails a job without attempts left, then claims. The second such job is failed in a later pass, so
        // by then the worker could have claimed the third job.
        await queue.UntilAsync(await queue.AddExhaustedAsync("a", attempts: 3), JobStatus.Failed);
        await queue.UntilAsync(await queue.AddExhaustedAsync("a", attempts: 3), JobStatus.Failed);
        Assert.Equal(2L, await queue.ScalarAsync($"select count(*) from jobs where status = '{JobStatus.Running}'"));

        gate.SetResult("1");
        await queue.UntilAsync($"(select count(*) from jobs where status = '{JobStatus.Succeeded}') = 3");
    }

    [Fact]
    [Trait("Fault", "18")]
    public async Task Four_workers_run_every_job_exactly_once()
    {
        const int jobs = 200;
        var runs = new ConcurrentBag<long>();
        // No job ends before every worker has one, so that a single worker cannot run them all.
        var allStarted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handlers = Enumerable
            .Range(0, 4)
            .Select(_ => new TestJobHandler(
                "a",
                async (job, stop) =>
                {
                    runs.Add(job.Id);
                    await allStarted.Task.WaitAsync(stop);
                    return job.Payload;
                }
            ))
            .ToList();
        await queue.ExecuteAsync(
            $"insert into jobs (kind, payload, status) select 'a', to_jsonb(n), '{JobStatus.Queued}' from generate_series(1, {jobs}) n"
        );
        var workers = await Task.WhenAll(handlers.Select(handler => JobWorkerHost.StartAsync(database.ConnectionString, [handler])));
        await Task.WhenAll(handlers.Select(handler => handler.Started));
        allStarted.SetResult();

        await queue.UntilAsync($"(select count(*) from jobs where status = '{JobStatus.Succeeded}') = {jobs}");
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
