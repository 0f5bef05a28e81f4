using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Waypost.Flags;

/// <summary>One flag with its live settings. Immutable; equality is structural.</summary>
public sealed record Flag
{
    /// <summary>Unique in the snapshot, ignoring case; never changes.</summary>
    public required string Key { get; init; }

    /// <summary>Type of every variant's value.</summary>
    public required FlagType Type { get; init; }

    /// <summary>When false, everyone gets <see cref="OffVariant"/>.</summary>
    public bool Enabled { get; init; }

    /// <summary>Hashed with the targeting key. Never changes: a new salt would move users to other variants.</summary>
    public required string Salt { get; init; }

    /// <summary>Values by variant key, at least two, in the order they were defined.</summary>
    [AllowNull]
    public required IReadOnlyDictionary<string, JsonElement> Variants
    {
        get;
        init => field = value ?? NoVariants;
    }

    /// <summary>Variant served while the flag is off.</summary>
    public required string OffVariant { get; init; }

    /// <summary>Custom assignments: variant by targeting key (ordinal).</summary>
    [AllowNull]
    public IReadOnlyDictionary<string, string> Assignments
    {
        get;
        init => field = value ?? NoAssignments;
    } = NoAssignments;

    /// <summary>Targeting rules in order; the first one whose clauses all match decides.</summary>
    [AllowNull]
    public IReadOnlyList<Rule> Rules
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>What is served when no assignment and no rule matches: the default.</summary>
    public required Serve Fallthrough { get; init; }

    /// <summary>The running experiment, if any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ExperimentLink? Experiment { get; init; }

    private static IReadOnlyDictionary<string, JsonElement> NoVariants { get; } = new Dictionary<string, JsonElement>().AsReadOnly();

    private static IReadOnlyDictionary<string, string> NoAssignments { get; } = new Dictionary<string, string>().AsReadOnly();

    /// <summary>Compares every setting. The order of variants and rules matters, the order of assignments does not.</summary>
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
            && StructuralEquality.AreEqualInOrder(Variants, other.Variants)
            && StructuralEquality.AreEqualInAnyOrder(Assignments, other.Assignments)
            && StructuralEquality.AreEqual(Rules, other.Rules)
        );

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Key, Type, Enabled, Salt, Variants.Count, Assignments.Count, Rules.Count, OffVariant);
}

/// <summary>Type of a flag's values; in JSON <c>boolean</c>, <c>string</c>, <c>number</c>, <c>json</c>.</summary>
[JsonConverter(typeof(FlagTypeConverter))]
public enum FlagType
{
    /// <summary>A type this version does not know, sent by a newer server. Never evaluates to a variant.</summary>
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

/// <summary>Links a flag to its running experiment.</summary>
/// <param name="Id">The experiment's id.</param>
/// <param name="Control">Key of the control variant.</param>
public sealed record ExperimentLink(long Id, string Control);
