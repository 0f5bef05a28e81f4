using System.Diagnostics.CodeAnalysis;

namespace Waypost.Flags;

/// <summary>All flag settings of one project and environment at one version. Immutable; safe to share between threads.</summary>
public sealed record Snapshot
{
    /// <summary>The schema version that this library writes.</summary>
    public const int CurrentSchema = 1;

    /// <summary>The schema version the snapshot was written with; 1 or above.</summary>
    public int Schema
    {
        get;
        init => field = value == 0 ? CurrentSchema : value;
    } = CurrentSchema;

    /// <summary>Key of the project.</summary>
    public required string Project { get; init; }

    /// <summary>Key of the environment.</summary>
    public required string Environment { get; init; }

    /// <summary>
    /// Random id, created with the environment and replaced after a restore from a backup. Versions are comparable only within one epoch.
    /// </summary>
    public required string Epoch { get; init; }

    /// <summary>Increases by one with every change; 0 or above.</summary>
    public required long Version { get; init; }

    /// <summary>Every flag, ordered by key (ordinal).</summary>
    [AllowNull]
    public IReadOnlyList<Flag> Flags
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Every segment, ordered by key (ordinal).</summary>
    [AllowNull]
    public IReadOnlyList<Segment> Segments
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Compares the version and every setting.</summary>
    public bool Equals(Snapshot? other) =>
        ReferenceEquals(this, other)
        || (
            other is not null
            && Schema == other.Schema
            && Project == other.Project
            && Environment == other.Environment
            && Epoch == other.Epoch
            && Version == other.Version
            && StructuralEquality.AreEqual(Flags, other.Flags)
            && StructuralEquality.AreEqual(Segments, other.Segments)
        );

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Schema, Project, Environment, Epoch, Version, Flags.Count, Segments.Count);
}
