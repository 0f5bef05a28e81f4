using System.Collections.Concurrent;
using System.Text.Json;
using Waypost.Flags;

namespace Waypost.Sdk;

/// <summary>
/// A client for tests: no server, no network, always ready. Evaluates with the real evaluator what the test sets. Thread-safe.
/// <code>var waypost = WaypostClient.ForTesting().Set("quote-form", true).SetFor("julia m", "quote-form", false);</code>
/// </summary>
public sealed partial class TestWaypostClient : IWaypostClient
{
    private readonly Lock guard = new();
    private readonly Dictionary<string, TestFlag> flags = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Exposure> exposures = new();
    private readonly WaypostClient inner;
    private long version;

    internal TestWaypostClient(TimeProvider time) =>
        inner = new(
            new() { Offline = true, OnExposure = exposures.Enqueue },
            static () => throw new NotSupportedException(),
            null,
            time,
            static () => 0
        );

    /// <inheritdoc/>
    public event EventHandler<FlagsChangedEventArgs>? Changed
    {
        add => inner.Changed += value;
        remove => inner.Changed -= value;
    }

    /// <summary><see cref="WaypostStatus.Ready"/> unless the test says otherwise.</summary>
    public WaypostStatus Status { get; set; } = WaypostStatus.Ready;

    /// <inheritdoc/>
    public SnapshotVersion? Version => inner.Version;

    /// <summary>Exposures so far: once per user, experiment and variant.</summary>
    public IReadOnlyCollection<Exposure> Exposures => exposures;

    /// <summary>Everybody gets this value, except those of <see cref="SetFor(string, string, bool)"/>.</summary>
    public TestWaypostClient Set(string flag, bool value) => Change(flag, FlagType.Boolean, held => held.Everybody = TestFlag.Json(value));

    /// <inheritdoc cref="Set(string, bool)"/>
    public TestWaypostClient Set(string flag, string value) => Change(flag, FlagType.String, held => held.Everybody = TestFlag.Json(value));

    /// <inheritdoc cref="Set(string, bool)"/>
    public TestWaypostClient Set(string flag, double value) => Change(flag, FlagType.Number, held => held.Everybody = TestFlag.Json(value));

    /// <inheritdoc cref="Set(string, bool)"/>
    public TestWaypostClient Set(string flag, JsonElement value) => Change(flag, FlagType.Json, held => held.Everybody = value);

    /// <summary>
    /// This user gets this value; everybody else gets what <see cref="Set(string, bool)"/> said, or the caller's default.
    /// </summary>
    public TestWaypostClient SetFor(string userId, string flag, bool value) =>
        Change(flag, FlagType.Boolean, held => held.ByUser[userId] = TestFlag.Json(value));

    /// <inheritdoc cref="SetFor(string, string, bool)"/>
    public TestWaypostClient SetFor(string userId, string flag, string value) =>
        Change(flag, FlagType.String, held => held.ByUser[userId] = TestFlag.Json(value));

    /// <inheritdoc cref="SetFor(string, string, bool)"/>
    public TestWaypostClient SetFor(string userId, string flag, double value) =>
        Change(flag, FlagType.Number, held => held.ByUser[userId] = TestFlag.Json(value));

    /// <inheritdoc cref="SetFor(string, string, bool)"/>
    public TestWaypostClient SetFor(string userId, string flag, JsonElement value) =>
        Change(flag, FlagType.Json, held => held.ByUser[userId] = value);

    /// <summary>Puts the flag, as <see cref="Set(string, bool)"/> left it, under an experiment: who evaluates it is exposed.</summary>
    public TestWaypostClient RunExperiment(string flag, long experimentId) =>
        Change(flag, type: null, held => held.Experiment = experimentId);

    /// <summary>Replaces everything by these flags, rules and rollouts included. Later calls of <c>Set</c> start afresh.</summary>
    public TestWaypostClient Use(Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        lock (guard)
        {
            flags.Clear();
            version = Math.Max(version, snapshot.Version);
            inner.Hold(snapshot);
        }

        return this;
    }

    /// <inheritdoc/>
    public Task<bool> WaitUntilReadyAsync(CancellationToken cancellationToken = default) => inner.WaitUntilReadyAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private TestWaypostClient Change(string flag, FlagType? type, Action<TestFlag> change)
    {
        ArgumentNullException.ThrowIfNull(flag);
        lock (guard)
        {
            if (!flags.TryGetValue(flag, out var held) || (type is { } asked && held.Type != asked))
            {
                flags[flag] = held = new(type ?? FlagType.Boolean);
            }

            change(held);
            inner.Hold(
                new()
                {
                    Project = "test",
                    Environment = "test",
                    Epoch = "test",
                    Version = ++version,
                    Flags = [.. flags.Select(static entry => entry.Value.Build(entry.Key))],
                }
            );
        }

        return this;
    }
}
