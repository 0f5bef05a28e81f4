using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;

namespace Waypost.FlagProvider.Tests.Support;

/// <summary>Records every span of these sources that ends in this process, including those of tests that run at the same time.</summary>
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

/// <summary>Records the spans that would be exported, that is, those the sampler kept, regardless of listeners in other tests.</summary>
internal sealed class ExportedSpans : BaseProcessor<Activity>
{
    public ConcurrentQueue<Activity> Ended { get; } = new();

    public override void OnEnd(Activity data)
    {
        if (data.Recorded)
        {
            Ended.Enqueue(data);
        }
    }
}
