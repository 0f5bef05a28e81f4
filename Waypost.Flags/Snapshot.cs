namespace Waypost.Flags;

/// <summary>All flag settings of one project and environment at one version. Immutable; safe to share between threads.</summary>
public sealed record Snapshot
{
    /// <summary>The schema this build writes.</summary>
    public const int CurrentSchema = 1;

    /// <summary>The schema the snapshot was written with; 1 or above.</summary>
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>Key of the project.</summary>
    public required string Project { get; init; }

    /// <summary>Key of the environment.</summary>
    public required string Environment { get; init; }

    /// <summary>Random id made with the environment, and anew after a restore from a backup. Versions compare only within one epoch.</summary>
    public required string Epoch { get; init; }

    /// <summary>Grows by one with every change; 0 or above.</summary>
    public required long Version { get; init; }

    /// <summary>Every flag, ordered by key (ordinal).</summary>
    public IReadOnlyList<Flag> Flags { get; init; } = [];

    /// <summary>Every segment, ordered by key (ordinal).</summary>
    public IReadOnlyList<Segment> Segments { get; init; } = [];
}
