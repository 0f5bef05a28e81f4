using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Waypost.Flags;

/// <summary>
/// The users of an experiment that shares its users with others: those in its range of the layer and outside the holdout. Either may be
/// missing, which does not restrict the users, but not both. Equality is structural.
/// </summary>
public sealed record Participants
{
    /// <summary>The part of a layer that the experiment owns. Experiments with other parts of the same layer never share a user.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BucketRange? Layer { get; init; }

    /// <summary>Users who never participate, whatever the layer.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BucketRange? Holdout { get; init; }

    /// <summary>What participants get, by the flag's own salt; the weights sum to 100000.</summary>
    [AllowNull]
    public IReadOnlyList<WeightedVariant> Rollout
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>Compares both ranges and the rollout, whose order matters.</summary>
    public bool Equals(Participants? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Layer == other.Layer && Holdout == other.Holdout && StructuralEquality.AreEqual(Rollout, other.Rollout));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Layer, Holdout, Rollout.Count);
}

/// <summary>
/// Users whose bucket by <see cref="Salt"/> is at least <see cref="From"/> and below <see cref="To"/>. A range in a form that this version
/// does not know contains nobody.
/// </summary>
public sealed record BucketRange
{
    /// <summary>Key of the layer, for people and logs; evaluation does not use it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    /// <summary>Hashed with the targeting key, see <see cref="Bucketing"/>. Never changes: another salt would mean other users.</summary>
    [AllowNull]
    public string Salt
    {
        get;
        init => field = value ?? "";
    } = "";

    /// <summary>The first bucket; 0 to 99,999.</summary>
    public int From { get; init; }

    /// <summary>The bucket after the last one; above <see cref="From"/>, at most 100,000.</summary>
    public int To { get; init; }

    /// <summary>The number of buckets, in thousandths of a percent of all users.</summary>
    [JsonIgnore]
    public int Length => To - From;
}
