using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Waypost.Stats.Tests.Jobs;

/// <summary>Records the measurements of one worker; other workers of the same process have their own meters.</summary>
internal sealed class MeasurementRecorder : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentQueue<(string Instrument, Dictionary<string, object?> Tags)> seen = new();
    private readonly TaskCompletionSource duration = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public MeasurementRecorder(IMeterFactory meters)
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == Instruments.Name && ReferenceEquals(instrument.Meter.Scope, meters))
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Add(instrument, tags));
        listener.SetMeasurementEventCallback<double>(
            (instrument, _, tags, _) =>
            {
                Add(instrument, tags);
                duration.TrySetResult();
            }
        );
        listener.Start();
    }

    public Task FirstDuration =>
        duration.Task.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, TestContext.Current.CancellationToken);

    public IEnumerable<Dictionary<string, object?>> Of(string instrument) =>
        seen.Where(one => one.Instrument == instrument).Select(one => one.Tags);

    public void Dispose() => listener.Dispose();

    private void Add(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        seen.Enqueue((instrument.Name, tags.ToArray().ToDictionary()));
}
