using System.Collections.Concurrent;
using System.Diagnostics;

namespace Waypost.FlagProvider.Tests.Support;

/// <summary>Every span that ends in this process, of these sources; also those of tests that run at the same time.</summary>
internal sealed class RecordedSpans : IDisposable
{
    private readonly ActivityListener listener;

    public RecordedSpans(params string[] sources)
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => sources.Contains(source.Name),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = Ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
    }

    public ConcurrentQueue<Activity> Ended { get; } = new();

    public void Dispose() => listener.Dispose();
}
