using System.Text.Json;

namespace Waypost.Flags;

/// <summary>
/// How a flag came out. Immutable: every answer a flag can give is made once, when its snapshot is compiled, so that evaluating allocates
/// nothing.
/// </summary>
public sealed class Evaluation
{
    private Evaluation() { }

    /// <summary>Key of the variant; null after an error.</summary>
    public string? Variant { get; private init; }

    /// <summary>The variant's value; without content (<c>default</c>) after an error.</summary>
    public JsonElement Value { get; private init; }

    /// <summary>Type of the value; <see cref="FlagType.Unknown"/> after an error.</summary>
    public FlagType Type { get; private init; }

    /// <summary>Why this variant.</summary>
    public EvaluationReason Reason { get; private init; }

    /// <summary>What went wrong, if anything.</summary>
    public EvaluationErrorCode ErrorCode { get; private init; }

    /// <summary>What went wrong, in words; holds nothing of the context.</summary>
    public string? ErrorMessage { get; private init; }

    /// <summary>The experiment this evaluation is an exposure to; null if it is none.</summary>
    public long? ExperimentId { get; private init; }

    /// <summary>Id of the rule that decided, if one did.</summary>
    public string? RuleId { get; private init; }

    /// <summary>True when the caller's default must be served.</summary>
    public bool IsError => ErrorCode != EvaluationErrorCode.None;

    private bool Truth { get; init; }

    private double Number { get; init; }

    private string? Text { get; init; }

    /// <summary>The value, or the default if the evaluation failed or the flag is not boolean.</summary>
    public bool Or(bool defaultValue) => Type == FlagType.Boolean ? Truth : defaultValue;

    /// <summary>The value, or the default if the evaluation failed or the flag is no number.</summary>
    public double Or(double defaultValue) => Type == FlagType.Number ? Number : defaultValue;

    /// <summary>The value, or the default if the evaluation failed or the flag is no text.</summary>
    public string Or(string defaultValue) => Type == FlagType.String ? Text! : defaultValue;

    /// <summary>The value, or the default if the evaluation failed or the flag is no JSON.</summary>
    public JsonElement Or(JsonElement defaultValue) => Type == FlagType.Json ? Value : defaultValue;

    /// <summary>Value and circumstances for the caller who asked for a boolean.</summary>
    public EvaluationDetail<bool> Detail(string flagKey, bool defaultValue) => Detailed(flagKey, Or(defaultValue));

    /// <summary>Value and circumstances for the caller who asked for a number.</summary>
    public EvaluationDetail<double> Detail(string flagKey, double defaultValue) => Detailed(flagKey, Or(defaultValue));

    /// <summary>Value and circumstances for the caller who asked for text.</summary>
    public EvaluationDetail<string> Detail(string flagKey, string defaultValue) => Detailed(flagKey, Or(defaultValue));

    /// <summary>Value and circumstances for the caller who asked for JSON.</summary>
    public EvaluationDetail<JsonElement> Detail(string flagKey, JsonElement defaultValue) => Detailed(flagKey, Or(defaultValue));

    /// <summary>An evaluation that failed.</summary>
    public static Evaluation Failed(EvaluationErrorCode code, string message) =>
        new()
        {
            Reason = EvaluationReason.Error,
            ErrorCode = code,
            ErrorMessage = message,
        };

    /// <summary>The variant's value parsed once; a failure if it is not of the flag's type.</summary>
    internal static Evaluation Served(
        Flag flag,
        string variant,
        JsonElement value,
        EvaluationReason reason,
        string? ruleId,
        long? experimentId
    )
    {
        var truth = false;
        var number = 0d;
        string? text = null;
        var fits = flag.Type switch
        {
            FlagType.Boolean => (truth = value.ValueKind == JsonValueKind.True) || value.ValueKind == JsonValueKind.False,
            FlagType.Number => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out number),
            FlagType.String => (text = JsonText.Read(value)) is not null,
            FlagType.Json => value.ValueKind != JsonValueKind.Undefined,
            _ => false,
        };
        if (!fits)
        {
            return Failed(
                EvaluationErrorCode.ParseError,
                $"The value of variant '{variant}' of flag '{flag.Key}' is not of the flag's type."
            );
        }

        return new Evaluation
        {
            Truth = truth,
            Number = number,
            Text = text,
            Variant = variant,
            Value = value,
            Type = flag.Type,
            Reason = reason,
            RuleId = ruleId,
            ExperimentId = experimentId,
        };
    }

    private EvaluationDetail<T> Detailed<T>(string flagKey, T value) =>
        new()
        {
            FlagKey = flagKey,
            Value = value,
            Variant = Variant,
            Reason = Reason,
            ErrorCode = ErrorCode,
            ErrorMessage = ErrorMessage,
            ExperimentId = ExperimentId,
            RuleId = RuleId,
        };
}
