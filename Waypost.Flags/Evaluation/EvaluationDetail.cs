namespace Waypost.Flags;

/// <summary>The value of a flag for one context, with details of the evaluation.</summary>
/// <typeparam name="T"><see cref="bool"/>, <see cref="string"/>, <see cref="double"/> or
/// <see cref="System.Text.Json.JsonElement"/>.</typeparam>
public readonly record struct EvaluationDetail<T>
{
    /// <summary>Key of the requested flag.</summary>
    public required string FlagKey { get; init; }

    /// <summary>The variant's value; the caller's default after an error.</summary>
    public required T Value { get; init; }

    /// <summary>Key of the variant; null after an error.</summary>
    public string? Variant { get; init; }

    /// <summary>Why this value.</summary>
    public EvaluationReason Reason { get; init; }

    /// <summary>The error, if any.</summary>
    public EvaluationErrorCode ErrorCode { get; init; }

    /// <summary>Description of the error.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>The experiment this evaluation is an exposure of; null if there is none.</summary>
    public long? ExperimentId { get; init; }

    /// <summary>Id of the rule that matched, if any.</summary>
    public string? RuleId { get; init; }

    /// <summary>True if evaluation failed and the value is the caller's default.</summary>
    public bool IsError => ErrorCode != EvaluationErrorCode.None;
}
