using System.Diagnostics.CodeAnalysis;

namespace Waypost.Flags;

/// <summary>A named set of users. Equality is structural.</summary>
public sealed record Segment
{
    /// <summary>Unique in the environment, ignoring case; never changes.</summary>
    public required string Key { get; init; }

    /// <summary>Targeting keys that are always members; takes precedence over <see cref="Excluded"/>.</summary>
    [AllowNull]
    public IReadOnlyList<string> Included
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Targeting keys that are not members, whatever the rules say.</summary>
    [AllowNull]
    public IReadOnlyList<string> Excluded
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>A context that matches any of these is a member. Rules may not refer to segments.</summary>
    [AllowNull]
    public IReadOnlyList<SegmentRule> Rules
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Compares every setting; order matters.</summary>
    public bool Equals(Segment? other) =>
        ReferenceEquals(this, other)
        || (
            other is not null
            && Key == other.Key
            && StructuralEquality.AreEqual(Included, other.Included)
            && StructuralEquality.AreEqual(Excluded, other.Excluded)
            && StructuralEquality.AreEqual(Rules, other.Rules)
        );

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Key, Included.Count, Excluded.Count, Rules.Count);
}

/// <summary>A rule of a segment. Equality is structural.</summary>
public sealed record SegmentRule
{
    /// <summary>Clauses that must all match.</summary>
    [AllowNull]
    public IReadOnlyList<Clause> When
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Compares the clauses; order matters.</summary>
    public bool Equals(SegmentRule? other) =>
        ReferenceEquals(this, other) || (other is not null && StructuralEquality.AreEqual(When, other.When));

    /// <inheritdoc/>
    public override int GetHashCode() => When.Count;
}
