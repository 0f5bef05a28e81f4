using System.Text.Json;

namespace Waypost.Flags;

/// <summary>
/// The result of evaluating a flag. Immutable: every possible result is created when the snapshot is compiled, so evaluation allocates
/// nothing.
/// </summary>
public sealed class Evaluation
{
    private Evaluation() { }

    /// <summary>Key of the variant; null after an error.</summary>
    public string? Variant { get; private init; }

    /// <summary>The variant's value; undefined (<c>default</c>) after an error.</summary>
    public JsonElement Value { get; private init; }

    /// <summary>Type of the value; <see cref="FlagType.Unknown"/> after an error.</summary>
    public FlagType Type { get; private init; }

    /// <summary>Why this variant.</summary>
    public EvaluationReason Reason { get; private init; }

    /// <summary>The error, if any.</summary>
    public EvaluationErrorCode ErrorCode { get; private init; }

    /// <summary>Description of the error; contains nothing of the context.</summary>
    public string? ErrorMessage { get; private init; }

    /// <summary>The experiment this evaluation is an exposure of; null if there is none.</summary>
    public long? ExperimentId { get; private init; }

    /// <summary>Id of the rule that matched, if any.</summary>
    public string? RuleId { get; private init; }

    /// <summary>True if evaluation failed and the caller's default applies.</summary>
    public bool IsError => ErrorCode != EvaluationErrorCode.None;

    private bool BooleanValue { get; init; }

    private double NumberValue { get; init; }

    private string? StringValue { get; init; }

    /// <summary>The value, or the default if the evaluation failed or the flag is not boolean.</summary>
    public bool Or(bool defaultValue) => Type == FlagType.Boolean ? BooleanValue : defaultValue;

    /// <summary>The value, or the default if the evaluation failed or the flag is not a number.</summary>
    public double Or(double defaultValue) => Type == FlagType.Number ? NumberValue : defaultValue;

    /// <summary>The value, or the default if the evaluation failed or the flag is not a string.</summary>
    public string Or(string defaultValue) => Type == FlagType.String ? StringValue! : defaultValue;

    /// <summary>The value, or the default if the evaluation failed or the flag is not JSON.</summary>
    public JsonElement Or(JsonElement defaultValue) => Type == FlagType.Json ? Value : defaultValue;

    /// <summary>The value with details, for a caller that expects a boolean.</summary>
    public EvaluationDetail<bool> Detail(string flagKey, bool defaultValue) => CreateDetail(flagKey, Or(defaultValue));

    /// <summary>The value with details, for a caller that expects a number.</summary>
    public EvaluationDetail<double> Detail(string flagKey, double defaultValue) => CreateDetail(flagKey, Or(defaultValue));

    /// <summary>The value with details, for a caller that expects a string.</summary>
    public EvaluationDetail<string> Detail(string flagKey, string defaultValue) => CreateDetail(flagKey, Or(defaultValue));

    /// <summary>The value with details, for a caller that expects JSON.</summary>
    public EvaluationDetail<JsonElement> Detail(string flagKey, JsonElement defaultValue) => CreateDetail(flagKey, Or(defaultValue));

    /// <summary>Creates the result of an evaluation that failed.</summary>
    public static Evaluation Failed(EvaluationErrorCode code, string message) =>
        new()
        {
            Reason = EvaluationReason.Error,
            ErrorCode = code,
            ErrorMessage = message,
        };

    /// <summary>Creates the result that serves a variant; a failure if its value is not of the flag's type.</summary>
    internal static Evaluation Serve(
        Flag flag,
        string variant,
        JsonElement value,
        EvaluationReason reason,
        string? ruleId,
        long? experimentId
    )
    {
        var boolean = false;
        var number = 0d;
        string? text = null;
        var fits = flag.Type switch
        {
            FlagType.Boolean => (boolean = value.ValueKind == JsonValueKind.True) || value.ValueKind == JsonValueKind.False,
            FlagType.Number => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out number),
            FlagType.String => (text = JsonText.Read(value)) is not null,
            FlagType.Json => value.ValueKind != JsonValueKind.Undefined,
            _ => false,
        };
        if (!fits)
        {
            return Failed(EvaluationErrorCode.ParseError, $"The value of variant '{variant}' does not have the type of flag '{flag.Key}'.");
        }

        return new Evaluation
        {
            BooleanValue = boolean,
            NumberValue = number,
            StringValue = text,
            Variant = variant,
            Value = value,
            Type = flag.Type,
            Reason = reason,
            RuleId = ruleId,
            ExperimentId = experimentId,
        };
    }

    private EvaluationDetail<T> CreateDetail<T>(string flagKey, T value) =>
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
