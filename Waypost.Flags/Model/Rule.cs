using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Waypost.Flags;

/// <summary>A targeting rule of a flag. Equality is structural.</summary>
public sealed record Rule
{
    /// <summary>Unique within the flag.</summary>
    public required string Id { get; init; }

    /// <summary>Clauses that must all match.</summary>
    [AllowNull]
    public IReadOnlyList<Clause> When
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>What a matching context gets.</summary>
    public required Serve Serve { get; init; }

    /// <summary>Compares id, clauses and what is served.</summary>
    public bool Equals(Rule? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Id == other.Id && Serve == other.Serve && StructuralEquality.AreEqual(When, other.When));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, When.Count, Serve);
}

/// <summary>Compares one attribute with values. Equality is structural.</summary>
public sealed record Clause
{
    /// <summary>Attribute of the context; <c>targetingKey</c> is an attribute too.</summary>
    public required string Attribute { get; init; }

    /// <summary>One of <see cref="Operators"/>; an operator this version does not know never matches.</summary>
    public required string Op { get; init; }

    /// <summary>The clause matches if any of these values does.</summary>
    [AllowNull]
    public IReadOnlyList<JsonElement> Values
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Inverts the result of the clause.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Negate { get; init; }

    /// <summary>Compares attribute, operator, negation and values; the order of values matters.</summary>
    public bool Equals(Clause? other) =>
        ReferenceEquals(this, other)
        || (
            other is not null
            && Attribute == other.Attribute
            && Op == other.Op
            && Negate == other.Negate
            && StructuralEquality.AreEqual(Values, other.Values)
        );

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Attribute, Op, Negate, Values.Count);
}
