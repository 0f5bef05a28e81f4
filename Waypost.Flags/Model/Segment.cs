using System.Diagnostics.CodeAnalysis;

namespace Waypost.Flags;

/// <summary>A named set of users. Equality is structural.</summary>
public sealed record Segment
{
    /// <summary>Unique in the environment without regard to case; never changes.</summary>
    public required string Key { get; init; }

    /// <summary>Targeting keys that always belong; wins over <see cref="Excluded"/>.</summary>
    [AllowNull]
    public IReadOnlyList<string> Included
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Targeting keys that do not belong whatever the rules say.</summary>
    [AllowNull]
    public IReadOnlyList<string> Excluded
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Anyone who matches any of these belongs. Segments may not refer to segments.</summary>
    [AllowNull]
    public IReadOnlyList<SegmentRule> Rules
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>True when every setting is the same, in the same order.</summary>
    public bool Equals(Segment? other) =>
        ReferenceEquals(this, other)
        || (
            other is not null
            && Key == other.Key
            && Structural.Same(Included, other.Included)
            && Structural.Same(Excluded, other.Excluded)
            && Structural.Same(Rules, other.Rules)
        );

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Key, Included.Count, Excluded.Count, Rules.Count);
}

/// <summary>A segment's rule. Equality is structural.</summary>
public sealed record SegmentRule
{
    /// <summary>All must match.</summary>
    [AllowNull]
    public IReadOnlyList<Clause> When
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>True when the clauses are the same, in the same order.</summary>
    public bool Equals(SegmentRule? other) => ReferenceEquals(this, other) || (other is not null && Structural.Same(When, other.When));

    /// <inheritdoc/>
    public override int GetHashCode() => When.Count;
}
