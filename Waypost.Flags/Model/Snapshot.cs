using System.Diagnostics.CodeAnalysis;

namespace Waypost.Flags;

/// <summary>All flag settings of one project and environment at one version. Immutable; safe to share between threads.</summary>
public sealed record Snapshot
{
    /// <summary>The schema this build writes.</summary>
    public const int CurrentSchema = 1;

    /// <summary>The schema the snapshot was written with; 1 or above.</summary>
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
    /// Random id made with the environment, and anew after a restore from a backup. Versions compare only within one epoch.
    /// </summary>
    public required string Epoch { get; init; }

    /// <summary>Grows by one with every change; 0 or above.</summary>
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

    /// <summary>True when version and every setting are the same.</summary>
    public bool Equals(Snapshot? other) =>
        ReferenceEquals(this, other)
        || (
            other is not null
            && Schema == other.Schema
            && Project == other.Project
            && Environment == other.Environment
            && Epoch == other.Epoch
            && Version == other.Version
            && Structural.Same(Flags, other.Flags)
            && Structural.Same(Segments, other.Segments)
        );

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Schema, Project, Environment, Epoch, Version, Flags.Count, Segments.Count);
}
