using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;

namespace Waypost.Testing;

/// <summary>
/// The activities that would be exported. All services in a test process share their sources, so those of other tests may be among them.
/// </summary>
public sealed class CapturedActivities : BaseProcessor<Activity>
{
    private readonly ConcurrentQueue<Activity> ended = new();

    public IReadOnlyCollection<Activity> Ended => ended;

    public override void OnEnd(Activity data)
    {
        // Listeners of other tests may have had an activity created that the sampler dropped.
        if (data is { Recorded: true })
        {
            ended.Enqueue(data);
        }
    }
}
