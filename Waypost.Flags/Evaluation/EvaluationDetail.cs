namespace Waypost.Flags;

/// <summary>A flag's value for one context, and how it came about.</summary>
/// <typeparam name="T"><see cref="bool"/>, <see cref="string"/>, <see cref="double"/> or
/// <see cref="System.Text.Json.JsonElement"/>.</typeparam>
public readonly record struct EvaluationDetail<T>
{
    /// <summary>Key of the flag asked for.</summary>
    public required string FlagKey { get; init; }

    /// <summary>The variant's value; the caller's default after an error.</summary>
    public required T Value { get; init; }

    /// <summary>Key of the variant; null after an error.</summary>
    public string? Variant { get; init; }

    /// <summary>Why this value.</summary>
    public EvaluationReason Reason { get; init; }

    /// <summary>What went wrong, if anything.</summary>
    public EvaluationErrorCode ErrorCode { get; init; }

    /// <summary>What went wrong, in words.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>The experiment this evaluation is an exposure to; null if it is none.</summary>
    public long? ExperimentId { get; init; }

    /// <summary>Id of the rule that decided, if one did.</summary>
    public string? RuleId { get; init; }

    /// <summary>True when the caller's default is served because something went wrong.</summary>
    public bool IsError => ErrorCode != EvaluationErrorCode.None;
}
