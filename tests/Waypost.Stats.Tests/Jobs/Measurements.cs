using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Waypost.Stats.Tests.Jobs;

/// <summary>What one worker measured; other workers of the same process have meters of their own.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentQueue<(string Instrument, Dictionary<string, object?> Tags)> seen = new();
    private readonly TaskCompletionSource duration = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Measurements(IMeterFactory meters)
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
