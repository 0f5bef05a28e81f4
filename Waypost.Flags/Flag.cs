using System.Text.Json;

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
    public required IReadOnlyDictionary<string, JsonElement> Variants { get; init; }

    /// <summary>Variant served while the flag is off.</summary>
    public required string OffVariant { get; init; }

    /// <summary>Variant by targeting key (ordinal): custom assignments.</summary>
    public IReadOnlyDictionary<string, string> Assignments { get; init; } = new Dictionary<string, string>();

    /// <summary>Rules in order; the first whose clauses all match decides.</summary>
    public IReadOnlyList<Rule> Rules { get; init; } = [];

    /// <summary>What everybody else gets.</summary>
    public required Serve Fallthrough { get; init; }

    /// <summary>The running experiment, if any.</summary>
    public ExperimentLink? Experiment { get; init; }
}

/// <summary>Type of a flag's values.</summary>
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
    public string? Variant { get; init; }

    /// <summary>A split by hash of the targeting key; weights sum to 100000.</summary>
    public IReadOnlyList<WeightedVariant>? Rollout { get; init; }
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
