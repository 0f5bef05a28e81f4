using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

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
    [AllowNull]
    public IReadOnlyList<Flag> Flags
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Keys of flags that are gone.</summary>
    [AllowNull]
    public IReadOnlyList<string> RemovedFlags
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Segments added or changed, whole.</summary>
    [AllowNull]
    public IReadOnlyList<Segment> Segments
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Keys of segments that are gone.</summary>
    [AllowNull]
    public IReadOnlyList<string> RemovedSegments
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>True when no flag and no segment changed, whatever the versions.</summary>
    [JsonIgnore]
    public bool IsEmpty => Flags.Count == 0 && RemovedFlags.Count == 0 && Segments.Count == 0 && RemovedSegments.Count == 0;

    /// <summary>True when versions and all changes are the same.</summary>
    public bool Equals(SnapshotPatch? other) =>
        ReferenceEquals(this, other)
        || (
            other is not null
            && Epoch == other.Epoch
            && From == other.From
            && Version == other.Version
            && Structural.Same(Flags, other.Flags)
            && Structural.Same(RemovedFlags, other.RemovedFlags)
            && Structural.Same(Segments, other.Segments)
            && Structural.Same(RemovedSegments, other.RemovedSegments)
        );

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Epoch, From, Version, Flags.Count, RemovedFlags.Count, Segments.Count, RemovedSegments.Count);
}
