using System.Text.Json;

namespace Waypost.Flags;

/// <summary>A flag's rule. Equality is structural.</summary>
public sealed record Rule
{
    /// <summary>Unique within the flag.</summary>
    public required string Id { get; init; }

    /// <summary>All must match.</summary>
    public IReadOnlyList<Clause> When { get; init; } = [];

    /// <summary>What a match gets.</summary>
    public required Serve Serve { get; init; }
}

/// <summary>One comparison of one attribute. Equality is structural.</summary>
public sealed record Clause
{
    /// <summary>Attribute of the context; <c>targetingKey</c> is one like any other.</summary>
    public required string Attribute { get; init; }

    /// <summary>One of <see cref="Operators"/>; an operator this build does not know never matches.</summary>
    public required string Op { get; init; }

    /// <summary>Any of these matches.</summary>
    public IReadOnlyList<JsonElement> Values { get; init; } = [];

    /// <summary>Turns the clause's result over.</summary>
    public bool Negate { get; init; }
}

/// <summary>The clause operators.</summary>
public static class Operators
{
#pragma warning disable CS1591 // The names are the documentation: the contract's words.
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
}

/// <summary>A named set of users. Equality is structural.</summary>
public sealed record Segment
{
    /// <summary>Unique in the environment without regard to case; never changes.</summary>
    public required string Key { get; init; }

    /// <summary>Targeting keys that always belong.</summary>
    public IReadOnlyList<string> Included { get; init; } = [];

    /// <summary>Targeting keys that never belong; wins over <see cref="Included"/>.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>Anyone who matches any of these belongs. Segments may not refer to segments.</summary>
    public IReadOnlyList<SegmentRule> Rules { get; init; } = [];
}

/// <summary>A segment's rule. Equality is structural.</summary>
public sealed record SegmentRule
{
    /// <summary>All must match.</summary>
    public IReadOnlyList<Clause> When { get; init; } = [];
}
