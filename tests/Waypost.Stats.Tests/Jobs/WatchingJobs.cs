using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Waypost.Stats.Tests.Jobs;

public sealed class WatchingJobs(JobsDatabase database) : IClassFixture<JobsDatabase>, IAsyncDisposable
{
    private readonly Queue queue = new(database.ConnectionString);

    public ValueTask DisposeAsync() => queue.DisposeAsync();

    [Fact]
    public async Task A_jobs_span_continues_the_trace_of_whoever_queued_it()
    {
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        var ended = new TaskCompletionSource<Activity>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Instruments.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId.ToHexString() == trace)
                {
                    ended.TrySetResult(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var worker = await Worker.StartAsync(database.ConnectionString, [Handler.Returning("traced", "1")]);

        await queue.AddAsync("traced", traceParent: $"00-{trace}-b7ad6b7169203331-01");

        var span = await ended.Task.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal("waypost.job", span.OperationName);
        Assert.Equal("b7ad6b7169203331", span.ParentSpanId.ToHexString());
        Assert.Equal("succeeded", span.GetTagItem("waypost.job.state"));
    }

    [Fact]
    public async Task Ends_durations_and_takeovers_are_counted()
    {
        await using var dead = Worker.Build(database.ConnectionString, []);
        await using var worker = Worker.Build(database.ConnectionString, [Handler.Returning("counted", "1")]);
        using var measured = new Measurements(worker.Services.GetRequiredService<IMeterFactory>());
        var id = await queue.AddAsync("counted");
        Assert.NotNull(await dead.Queue.ClaimAsync(["counted"], TestContext.Current.CancellationToken));
        await queue.LapseAsync(id);

        await worker.StartAsync();
        await measured.FirstDuration;

        Assert.Equal("counted", Assert.Single(measured.Of("waypost.stats.job.reclaimed"))["waypost.job.kind"]);
        Assert.Equal(["running", "succeeded"], measured.Of("waypost.stats.job.state").Select(tags => tags["waypost.job.state"]));
        Assert.Equal("succeeded", Assert.Single(measured.Of("waypost.stats.job.duration"))["waypost.job.state"]);
    }
}
