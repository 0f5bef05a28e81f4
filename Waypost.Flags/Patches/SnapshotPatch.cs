using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Waypost.Flags;

/// <summary>The flags and segments that changed between two versions of one epoch, complete. Equality is structural.</summary>
public sealed record SnapshotPatch
{
    /// <summary>The epoch of both versions.</summary>
    public required string Epoch { get; init; }

    /// <summary>The version the patch can be applied to.</summary>
    public required long From { get; init; }

    /// <summary>The version after the patch; equal to <see cref="From"/> when nothing changed.</summary>
    public required long Version { get; init; }

    /// <summary>Flags added or changed, complete.</summary>
    [AllowNull]
    public IReadOnlyList<Flag> Flags
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Keys of removed flags.</summary>
    [AllowNull]
    public IReadOnlyList<string> RemovedFlags
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Segments added or changed, complete.</summary>
    [AllowNull]
    public IReadOnlyList<Segment> Segments
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Keys of removed segments.</summary>
    [AllowNull]
    public IReadOnlyList<string> RemovedSegments
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>True when no flag and no segment changed.</summary>
    [JsonIgnore]
    public bool IsEmpty => Flags.Count == 0 && RemovedFlags.Count == 0 && Segments.Count == 0 && RemovedSegments.Count == 0;

    /// <summary>Compares versions and all changes.</summary>
    public bool Equals(SnapshotPatch? other) =>
        ReferenceEquals(this, other)
        || (
            other is not null
            && Epoch == other.Epoch
            && From == other.From
            && Version == other.Version
            && StructuralEquality.AreEqual(Flags, other.Flags)
            && StructuralEquality.AreEqual(RemovedFlags, other.RemovedFlags)
            && StructuralEquality.AreEqual(Segments, other.Segments)
            && StructuralEquality.AreEqual(RemovedSegments, other.RemovedSegments)
        );

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Epoch, From, Version, Flags.Count, RemovedFlags.Count, Segments.Count, RemovedSegments.Count);
}
