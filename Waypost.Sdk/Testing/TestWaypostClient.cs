using System.Collections.Concurrent;
using System.Text.Json;
using Waypost.Flags;

namespace Waypost.Sdk;

/// <summary>
/// A client for tests: no server, no network, always ready. Runs the real evaluator on the flags the test sets. Thread-safe.
/// <code>var waypost = WaypostClient.ForTesting().Set("quote-form", true).SetFor("julia m", "quote-form", false);</code>
/// </summary>
public sealed partial class TestWaypostClient : IWaypostClient
{
    private readonly Lock flagsLock = new();
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

    /// <summary><see cref="WaypostStatus.Ready"/> unless the test sets another.</summary>
    public WaypostStatus Status { get; set; } = WaypostStatus.Ready;

    /// <inheritdoc/>
    public SnapshotVersion? Version => inner.Version;

    /// <summary>Exposures so far, one per user, experiment and variant.</summary>
    public IReadOnlyCollection<Exposure> Exposures => exposures;

    /// <summary>Sets the value for all users, except those of <see cref="SetFor(string, string, bool)"/>.</summary>
    public TestWaypostClient Set(string flag, bool value) =>
        Change(flag, FlagType.Boolean, entry => entry.DefaultValue = TestFlag.Json(value));

    /// <inheritdoc cref="Set(string, bool)"/>
    public TestWaypostClient Set(string flag, string value) =>
        Change(flag, FlagType.String, entry => entry.DefaultValue = TestFlag.Json(value));

    /// <inheritdoc cref="Set(string, bool)"/>
    public TestWaypostClient Set(string flag, double value) =>
        Change(flag, FlagType.Number, entry => entry.DefaultValue = TestFlag.Json(value));

    /// <inheritdoc cref="Set(string, bool)"/>
    public TestWaypostClient Set(string flag, JsonElement value) => Change(flag, FlagType.Json, entry => entry.DefaultValue = value);

    /// <summary>
    /// Sets the value for one user; all others get the value of <see cref="Set(string, bool)"/>, or the caller's default.
    /// </summary>
    public TestWaypostClient SetFor(string userId, string flag, bool value) =>
        Change(flag, FlagType.Boolean, entry => entry.ValuesByUser[userId] = TestFlag.Json(value));

    /// <inheritdoc cref="SetFor(string, string, bool)"/>
    public TestWaypostClient SetFor(string userId, string flag, string value) =>
        Change(flag, FlagType.String, entry => entry.ValuesByUser[userId] = TestFlag.Json(value));

    /// <inheritdoc cref="SetFor(string, string, bool)"/>
    public TestWaypostClient SetFor(string userId, string flag, double value) =>
        Change(flag, FlagType.Number, entry => entry.ValuesByUser[userId] = TestFlag.Json(value));

    /// <inheritdoc cref="SetFor(string, string, bool)"/>
    public TestWaypostClient SetFor(string userId, string flag, JsonElement value) =>
        Change(flag, FlagType.Json, entry => entry.ValuesByUser[userId] = value);

    /// <summary>Runs an experiment on the flag: evaluations of the value of <see cref="Set(string, bool)"/> become exposures.</summary>
    public TestWaypostClient RunExperiment(string flag, long experimentId) =>
        Change(flag, type: null, entry => entry.ExperimentId = experimentId);

    /// <summary>Replaces all flags by these, rules and rollouts included. A later <c>Set</c> replaces them in turn.</summary>
    public TestWaypostClient Use(Snapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        lock (flagsLock)
        {
            flags.Clear();
            version = Math.Max(version, snapshot.Version);
            inner.SetFlags(snapshot);
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
        lock (flagsLock)
        {
            if (!flags.TryGetValue(flag, out var entry) || (type is { } newType && entry.Type != newType))
            {
                flags[flag] = entry = new(type ?? FlagType.Boolean);
            }

            change(entry);
            inner.SetFlags(
                new()
                {
                    Project = "test",
                    Environment = "test",
                    Epoch = "test",
                    Version = ++version,
                    Flags = [.. flags.Select(static pair => pair.Value.Build(pair.Key))],
                }
            );
        }

        return this;
    }
}
