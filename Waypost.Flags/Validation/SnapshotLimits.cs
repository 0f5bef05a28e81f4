namespace Waypost.Flags;

/// <summary>
/// Maximum sizes in a snapshot: far above normal use, and low enough that no edit can overload the system.
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

    /// <summary>Users that a segment includes; the same number for users it excludes.</summary>
    public const int SegmentUsers = 1_000_000;

    /// <summary>Rules of a flag or a segment.</summary>
    public const int Rules = 1_000;

    /// <summary>Clauses of a rule.</summary>
    public const int Clauses = 100;

    /// <summary>Values of a clause.</summary>
    public const int Values = 10_000;

    /// <summary>Characters of a user id, an attribute name, a rule id or a salt.</summary>
    public const int NameLength = 1_000;

    /// <summary>Characters of a string in a clause.</summary>
    public const int TextLength = 10_000;

    /// <summary>Characters of a regular expression.</summary>
    public const int PatternLength = 1_000;

    /// <summary>Bytes of the value of a variant, as JSON.</summary>
    public const int VariantBytes = 256 * 1024;
}
