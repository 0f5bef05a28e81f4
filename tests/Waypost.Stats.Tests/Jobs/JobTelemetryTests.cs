using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Waypost.Stats.Tests.Jobs;

public sealed class JobTelemetryTests(JobsDatabase database) : IClassFixture<JobsDatabase>, IAsyncDisposable
{
    private readonly TestJobQueue queue = new(database.ConnectionString);

    public ValueTask DisposeAsync() => queue.DisposeAsync();

    [Fact]
    public async Task A_jobs_span_continues_the_trace_of_the_request_that_queued_it()
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
        await using var worker = await JobWorkerHost.StartAsync(database.ConnectionString, [TestJobHandler.Returning("traced", "1")]);

        await queue.AddAsync("traced", traceParent: $"00-{trace}-b7ad6b7169203331-01");

        var span = await ended.Task.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal("waypost.job", span.OperationName);
        Assert.Equal("b7ad6b7169203331", span.ParentSpanId.ToHexString());
        Assert.Equal("succeeded", span.GetTagItem("waypost.job.state"));
    }

    [Fact]
    public async Task States_durations_and_takeovers_are_recorded()
    {
        await using var dead = JobWorkerHost.Build(database.ConnectionString, []);
        await using var worker = JobWorkerHost.Build(database.ConnectionString, [TestJobHandler.Returning("counted", "1")]);
        using var measured = new MeasurementRecorder(worker.Services.GetRequiredService<IMeterFactory>());
        var id = await queue.AddAsync("counted");
        Assert.NotNull(await dead.Queue.ClaimAsync(["counted"], TestContext.Current.CancellationToken));
        await queue.ExpireLeaseAsync(id);

        await worker.StartAsync();
        await measured.FirstDuration;

        Assert.Equal("counted", Assert.Single(measured.Of("waypost.stats.job.reclaimed"))["waypost.job.kind"]);
        Assert.Equal(["running", "succeeded"], measured.Of("waypost.stats.job.state").Select(tags => tags["waypost.job.state"]));
        Assert.Equal("succeeded", Assert.Single(measured.Of("waypost.stats.job.duration"))["waypost.job.state"]);
    }
}
