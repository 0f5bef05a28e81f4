using System.Text.Json;
using Waypost.Stats.Jobs;

namespace Waypost.Stats.Tests.Jobs;

/// <summary>Runs the test's function, and signals when it has started.</summary>
internal sealed class TestJobHandler(string kind, Func<JobContext, CancellationToken, Task<JsonElement?>> run) : IJobHandler
{
    private readonly TaskCompletionSource<JobContext> started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Kind => kind;

    public Task<JobContext> Started =>
        started.Task.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, TestContext.Current.CancellationToken);

    public Task<JsonElement?> RunAsync(JobContext job, CancellationToken cancellationToken)
    {
        started.TrySetResult(job);
        return run(job, cancellationToken);
    }

    public static TestJobHandler Returning(string kind, string json) =>
        new(kind, (_, _) => Task.FromResult<JsonElement?>(JsonElement.Parse(json)));

    /// <summary>Runs until it is cancelled.</summary>
    public static TestJobHandler Endless(string kind, TaskCompletionSource? stopped = null) =>
        new(
            kind,
            async (_, stop) =>
            {
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
                }
                finally
                {
                    stopped?.TrySetResult();
                }

                return null;
            }
        );

    /// <summary>Runs until the test opens the gate; ignores cancellation.</summary>
    public static TestJobHandler Gated(string kind, Task<string> gate) => new(kind, async (_, _) => JsonElement.Parse(await gate));
}
