using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Waypost.Flags;

/// <summary>One flag with its live settings. Immutable; equality is structural.</summary>
public sealed record Flag
{
    /// <summary>Unique in the snapshot without regard to case; never changes.</summary>
    public required string Key { get; init; }

    /// <summary>Type of every variant's value.</summary>
    public required FlagType Type { get; init; }

    /// <summary>Off serves <see cref="OffVariant"/> to everyone.</summary>
    public bool Enabled { get; init; }

    /// <summary>Hashed with the targeting key; never changes, so that nobody changes variant by accident.</summary>
    public required string Salt { get; init; }

    /// <summary>Two or more values by variant key, in the order they were defined.</summary>
    [AllowNull]
    public required IReadOnlyDictionary<string, JsonElement> Variants
    {
        get;
        init => field = value ?? NoVariants;
    }

    /// <summary>Variant served while the flag is off.</summary>
    public required string OffVariant { get; init; }

    /// <summary>Variant by targeting key (ordinal): custom assignments.</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, string> Assignments
    {
        get;
        init => field = value ?? NoAssignments;
    } = NoAssignments;

    /// <summary>Rules in order; the first whose clauses all match decides.</summary>
    [AllowNull]
    public IReadOnlyList<Rule> Rules
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>What everybody else gets.</summary>
    public required Serve Fallthrough { get; init; }

    /// <summary>The running experiment, if any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ExperimentLink? Experiment { get; init; }

    private static IReadOnlyDictionary<string, JsonElement> NoVariants { get; } = new Dictionary<string, JsonElement>().AsReadOnly();

    private static IReadOnlyDictionary<string, string> NoAssignments { get; } = new Dictionary<string, string>().AsReadOnly();

    /// <summary>True when every setting is the same. The order of variants and rules counts, that of assignments does not.</summary>
    public bool Equals(Flag? other) =>
        ReferenceEquals(this, other)
        || (
            other is not null
            && Key == other.Key
            && Type == other.Type
            && Enabled == other.Enabled
            && Salt == other.Salt
            && OffVariant == other.OffVariant
            && Fallthrough == other.Fallthrough
            && Experiment == other.Experiment
            && Structural.SameInOrder(Variants, other.Variants)
            && Structural.SameInAnyOrder(Assignments, other.Assignments)
            && Structural.Same(Rules, other.Rules)
        );

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Key, Type, Enabled, Salt, Variants.Count, Assignments.Count, Rules.Count, OffVariant);
}

/// <summary>Type of a flag's values; in JSON <c>boolean</c>, <c>string</c>, <c>number</c>, <c>json</c>.</summary>
[JsonConverter(typeof(FlagTypeConverter))]
public enum FlagType
{
    /// <summary>A type this build does not know, sent by a newer server. Never evaluates to a variant.</summary>
    Unknown,

    /// <summary>Exactly the variants <c>on</c> (true) and <c>off</c> (false).</summary>
    Boolean,

    /// <summary>Text.</summary>
    String,

    /// <summary>A double.</summary>
    Number,

    /// <summary>Any JSON value.</summary>
    Json,
}

/// <summary>What a rule or the fallthrough serves: exactly one of the two.</summary>
public sealed record Serve
{
    /// <summary>One variant for everybody.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Variant { get; init; }

    /// <summary>A split by hash of the targeting key; weights sum to 100000.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<WeightedVariant>? Rollout { get; init; }

    /// <summary>Serves one variant to everybody.</summary>
    public static Serve One(string variant) => new() { Variant = variant };

    /// <summary>Splits users by hash; the weights must sum to <see cref="WeightedVariant.Total"/>.</summary>
    public static Serve Split(params IReadOnlyList<WeightedVariant> rollout) => new() { Rollout = rollout };

    /// <summary>True when both serve the same variant, or the same rollout in the same order.</summary>
    public bool Equals(Serve? other) =>
        ReferenceEquals(this, other)
        || (
            other is not null
            && Variant == other.Variant
            && (Rollout is null ? other.Rollout is null : other.Rollout is not null && Structural.Same(Rollout, other.Rollout))
        );

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Variant, Rollout?.Count);
}

/// <summary>A share of a rollout.</summary>
/// <param name="Variant">Key of the variant.</param>
/// <param name="Weight">0 to 100000: thousandths of a per cent.</param>
public sealed record WeightedVariant(string Variant, int Weight)
{
    /// <summary>What the weights of a rollout sum to.</summary>
    public const int Total = 100_000;
}

/// <summary>Links a flag to its running experiment.</summary>
/// <param name="Id">The experiment's id.</param>
/// <param name="Control">Variant that is the control.</param>
public sealed record ExperimentLink(long Id, string Control);
