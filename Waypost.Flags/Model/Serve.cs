using System.Text.Json.Serialization;

namespace Waypost.Flags;

/// <summary>
/// What a rule or the fallthrough serves: either one variant or a rollout. A fallthrough's variant may have participants, who get a rollout
/// instead.
/// </summary>
public sealed record Serve
{
    /// <summary>One variant for everyone, or for everyone but the <see cref="Participants"/>; null if there is a rollout.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Variant { get; init; }

    /// <summary>Users split by a hash of the targeting key; the weights sum to 100000. Null if there is one variant.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<WeightedVariant>? Rollout { get; init; }

    /// <summary>
    /// Users who get a rollout instead of <see cref="Variant"/>; null for none. Only in a fallthrough, and since schema 2: a reader of
    /// schema 1 ignores it and serves the variant to everyone.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Participants? Participants { get; init; }

    /// <summary>Serves one variant to everyone.</summary>
    public static Serve One(string variant) => new() { Variant = variant };

    /// <summary>Splits users by hash; the weights must sum to <see cref="WeightedVariant.Total"/>.</summary>
    public static Serve Split(params IReadOnlyList<WeightedVariant> rollout) => new() { Rollout = rollout };

    /// <summary>Serves a rollout to the participants and one variant, the control, to everyone else.</summary>
    public static Serve Only(Participants participants, string control) => new() { Variant = control, Participants = participants };

    /// <summary>Compares variant, rollout and participants; the order of a rollout matters.</summary>
    public bool Equals(Serve? other) =>
        ReferenceEquals(this, other)
        || (
            other is not null
            && Variant == other.Variant
            && Participants == other.Participants
            && (Rollout is null ? other.Rollout is null : other.Rollout is not null && StructuralEquality.AreEqual(Rollout, other.Rollout))
        );

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Variant, Rollout?.Count);
}

/// <summary>One variant of a rollout.</summary>
/// <param name="Variant">Key of the variant.</param>
/// <param name="Weight">0 to 100000, in thousandths of a percent.</param>
public sealed record WeightedVariant(string Variant, int Weight)
{
    /// <summary>The sum of the weights of a rollout.</summary>
    public const int Total = 100_000;
}
