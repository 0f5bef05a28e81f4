using System.Text.Json;
using Waypost.Flags;

namespace Waypost.Sdk;

public sealed partial class WaypostClient
{
    /// <inheritdoc/>
    public bool EvaluateFlag(string flag, EvaluationContext context, bool defaultValue) =>
        Evaluate(flag, FlagType.Boolean, in context).Or(defaultValue);

    /// <inheritdoc/>
    public string EvaluateFlag(string flag, EvaluationContext context, string defaultValue) =>
        Evaluate(flag, FlagType.String, in context).Or(defaultValue);

    /// <inheritdoc/>
    public double EvaluateFlag(string flag, EvaluationContext context, double defaultValue) =>
        Evaluate(flag, FlagType.Number, in context).Or(defaultValue);

    /// <inheritdoc/>
    public JsonElement EvaluateFlag(string flag, EvaluationContext context, JsonElement defaultValue) =>
        Evaluate(flag, FlagType.Json, in context).Or(defaultValue);

    /// <inheritdoc/>
    public bool EvaluateFlag(string flag, string userId, bool defaultValue) =>
        Evaluate(flag, FlagType.Boolean, EvaluationContext.For(userId)).Or(defaultValue);

    /// <inheritdoc/>
    public string EvaluateFlag(string flag, string userId, string defaultValue) =>
        Evaluate(flag, FlagType.String, EvaluationContext.For(userId)).Or(defaultValue);

    /// <inheritdoc/>
    public double EvaluateFlag(string flag, string userId, double defaultValue) =>
        Evaluate(flag, FlagType.Number, EvaluationContext.For(userId)).Or(defaultValue);

    /// <inheritdoc/>
    public JsonElement EvaluateFlag(string flag, string userId, JsonElement defaultValue) =>
        Evaluate(flag, FlagType.Json, EvaluationContext.For(userId)).Or(defaultValue);

    /// <inheritdoc/>
    public EvaluationDetail<bool> EvaluateFlagDetail(string flag, EvaluationContext context, bool defaultValue) =>
        Evaluate(flag, FlagType.Boolean, in context).Detail(flag, defaultValue);

    /// <inheritdoc/>
    public EvaluationDetail<string> EvaluateFlagDetail(string flag, EvaluationContext context, string defaultValue) =>
        Evaluate(flag, FlagType.String, in context).Detail(flag, defaultValue);

    /// <inheritdoc/>
    public EvaluationDetail<double> EvaluateFlagDetail(string flag, EvaluationContext context, double defaultValue) =>
        Evaluate(flag, FlagType.Number, in context).Detail(flag, defaultValue);

    /// <inheritdoc/>
    public EvaluationDetail<JsonElement> EvaluateFlagDetail(string flag, EvaluationContext context, JsonElement defaultValue) =>
        Evaluate(flag, FlagType.Json, in context).Detail(flag, defaultValue);

    /// <inheritdoc/>
    public EvaluationDetail<bool> EvaluateFlagDetail(string flag, string userId, bool defaultValue) =>
        Evaluate(flag, FlagType.Boolean, EvaluationContext.For(userId)).Detail(flag, defaultValue);

    /// <inheritdoc/>
    public EvaluationDetail<string> EvaluateFlagDetail(string flag, string userId, string defaultValue) =>
        Evaluate(flag, FlagType.String, EvaluationContext.For(userId)).Detail(flag, defaultValue);

    /// <inheritdoc/>
    public EvaluationDetail<double> EvaluateFlagDetail(string flag, string userId, double defaultValue) =>
        Evaluate(flag, FlagType.Number, EvaluationContext.For(userId)).Detail(flag, defaultValue);

    /// <inheritdoc/>
    public EvaluationDetail<JsonElement> EvaluateFlagDetail(string flag, string userId, JsonElement defaultValue) =>
        Evaluate(flag, FlagType.Json, EvaluationContext.For(userId)).Detail(flag, defaultValue);

    /// <summary>
    /// The hot path: one volatile read and one lookup, plus one to skip exposures that were already reported. Allocates nothing.
    /// </summary>
    private Evaluation Evaluate(string? flag, FlagType type, in EvaluationContext context)
    {
        var flags = store.Current;
        var evaluation = Evaluator.Evaluate(flags, flag, type, in context);
        if (evaluation.ExperimentId is { } experimentId && exposures is not null)
        {
            exposures.ReportOnce(flags!.Source, flag!, experimentId, evaluation.Variant!, context.TargetingKey!);
        }

        Instruments.CountEvaluation(flag, evaluation.Reason);
        return evaluation;
    }
}
