namespace Waypost.Flags;

/// <summary>
/// How much of everything a snapshot may hold: far more than anybody needs, and little enough that no edit can stop the system.
/// </summary>
public static class SnapshotLimits
{
    /// <summary>Flags in a snapshot.</summary>
    public const int Flags = 10_000;

    /// <summary>Segments in a snapshot.</summary>
    public const int Segments = 10_000;

    /// <summary>Variants of a flag.</summary>
    public const int Variants = 100;

    /// <summary>Custom assignments of a flag.</summary>
    public const int Assignments = 1_000_000;

    /// <summary>Users a segment includes, and users it excludes.</summary>
    public const int SegmentUsers = 1_000_000;

    /// <summary>Rules of a flag or a segment.</summary>
    public const int Rules = 1_000;

    /// <summary>Clauses of a rule.</summary>
    public const int Clauses = 100;

    /// <summary>Values of a clause.</summary>
    public const int Values = 10_000;

    /// <summary>Characters of a user id, an attribute's name, a rule's id or a salt.</summary>
    public const int NameLength = 1_000;

    /// <summary>Characters of a clause's text.</summary>
    public const int TextLength = 10_000;

    /// <summary>Characters of a regular expression.</summary>
    public const int PatternLength = 1_000;

    /// <summary>Bytes of a variant's value as JSON.</summary>
    public const int VariantBytes = 256 * 1024;
}
