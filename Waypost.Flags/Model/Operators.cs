namespace Waypost.Flags;

/// <summary>The clause operators.</summary>
public static class Operators
{
#pragma warning disable CS1591 // The names are the documentation.
    public const string In = "in";
    public const string StartsWith = "startsWith";
    public const string EndsWith = "endsWith";
    public const string Contains = "contains";
    public const string Matches = "matches";
    public const string LessThan = "lt";
    public const string LessThanOrEqual = "lte";
    public const string GreaterThan = "gt";
    public const string GreaterThanOrEqual = "gte";
    public const string Before = "before";
    public const string After = "after";
    public const string SemverEqual = "semverEq";
    public const string SemverLessThan = "semverLt";
    public const string SemverGreaterThan = "semverGt";
    public const string InSegment = "inSegment";
#pragma warning restore CS1591

    /// <summary>All operators, in the order a user interface lists them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        In,
        StartsWith,
        EndsWith,
        Contains,
        Matches,
        LessThan,
        LessThanOrEqual,
        GreaterThan,
        GreaterThanOrEqual,
        Before,
        After,
        SemverEqual,
        SemverLessThan,
        SemverGreaterThan,
        InSegment,
    ];
}
