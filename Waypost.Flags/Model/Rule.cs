using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Waypost.Flags;

/// <summary>A flag's rule. Equality is structural.</summary>
public sealed record Rule
{
    /// <summary>Unique within the flag.</summary>
    public required string Id { get; init; }

    /// <summary>All must match.</summary>
    [AllowNull]
    public IReadOnlyList<Clause> When
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>What a match gets.</summary>
    public required Serve Serve { get; init; }

    /// <summary>True when id, clauses and what is served are the same.</summary>
    public bool Equals(Rule? other) =>
        ReferenceEquals(this, other) || (other is not null && Id == other.Id && Serve == other.Serve && Structural.Same(When, other.When));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, When.Count, Serve);
}

/// <summary>One comparison of one attribute. Equality is structural.</summary>
public sealed record Clause
{
    /// <summary>Attribute of the context; <c>targetingKey</c> is one like any other.</summary>
    public required string Attribute { get; init; }

    /// <summary>One of <see cref="Operators"/>; an operator this build does not know never matches.</summary>
    public required string Op { get; init; }

    /// <summary>Any of these matches.</summary>
    [AllowNull]
    public IReadOnlyList<JsonElement> Values
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Turns the clause's result over.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Negate { get; init; }

    /// <summary>True when attribute, operator, values in their order and negation are the same.</summary>
    public bool Equals(Clause? other) =>
        ReferenceEquals(this, other)
        || (
            other is not null
            && Attribute == other.Attribute
            && Op == other.Op
            && Negate == other.Negate
            && Structural.Same(Values, other.Values)
        );

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Attribute, Op, Negate, Values.Count);
}
