using System.Diagnostics.CodeAnalysis;

namespace Waypost.Flags;

/// <summary>All flag settings of one project and environment at one version. Immutable; safe to share between threads.</summary>
public sealed record Snapshot
{
    /// <summary>The newest schema version that this library knows. Schema 2 added <see cref="Serve.Participants"/>.</summary>
    public const int CurrentSchema = 2;

    /// <summary>The oldest schema version. Every snapshot is safe for its readers: they ignore what later versions added.</summary>
    public const int OldestSchema = 1;

    /// <summary>
    /// Request header with which a reader states the newest schema it knows. Without it a server declares <see cref="OldestSchema"/>,
    /// because readers from before the header refuse any other.
    /// </summary>
    public const string SchemaHeader = "Waypost-Schema";

    /// <summary>
    /// The schema version a reader must know to evaluate every flag as intended; 1 or above. If not set, the oldest that the flags need.
    /// </summary>
    public int Schema
    {
        get => field == 0 ? OldestNeeded() : field;
        init;
    }

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

    /// <summary>This snapshot as it is sent to a reader of an older schema, which would refuse the newer number.</summary>
    /// <param name="schema">The newest schema the reader knows.</param>
    public Snapshot ForReader(int schema) => schema >= Schema ? this : this with { Schema = Math.Max(schema, OldestSchema) };

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

    // Not Linq: it is called for every encoded snapshot, with up to 10,000 flags.
    private int OldestNeeded()
    {
        foreach (var flag in Flags)
        {
            if (flag?.Fallthrough?.Participants is not null)
            {
                return CurrentSchema;
            }
        }

        return OldestSchema;
    }
}
