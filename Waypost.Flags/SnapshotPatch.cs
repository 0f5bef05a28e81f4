namespace Waypost.Flags;

/// <summary>What changed between two versions of one epoch: whole flags and segments. Equality is structural.</summary>
public sealed record SnapshotPatch
{
    /// <summary>Epoch both versions belong to.</summary>
    public required string Epoch { get; init; }

    /// <summary>The only version the patch fits.</summary>
    public required long From { get; init; }

    /// <summary>The version it leads to; equal to <see cref="From"/> when nothing changed.</summary>
    public required long Version { get; init; }

    /// <summary>Flags added or changed, whole.</summary>
    public IReadOnlyList<Flag> Flags { get; init; } = [];

    /// <summary>Keys of flags that are gone.</summary>
    public IReadOnlyList<string> RemovedFlags { get; init; } = [];

    /// <summary>Segments added or changed, whole.</summary>
    public IReadOnlyList<Segment> Segments { get; init; } = [];

    /// <summary>Keys of segments that are gone.</summary>
    public IReadOnlyList<string> RemovedSegments { get; init; } = [];
}
