using System.Text.Json;
using Waypost.Flags;

namespace Waypost.Sdk;

public sealed partial class WaypostClient
{
    /// <inheritdoc/>
    public bool EvaluateFlag(string flag, EvaluationContext context, bool defaultValue) => EvaluateFlagDetail(flag, context, defaultValue).Value;

    /// <inheritdoc/>
    public string EvaluateFlag(string flag, EvaluationContext context, string defaultValue) => EvaluateFlagDetail(flag, context, defaultValue).Value;

    /// <inheritdoc/>
    public double EvaluateFlag(string flag, EvaluationContext context, double defaultValue) => EvaluateFlagDetail(flag, context, defaultValue).Value;

    /// <inheritdoc/>
    public JsonElement EvaluateFlag(string flag, EvaluationContext context, JsonElement defaultValue) => EvaluateFlagDetail(flag, context, defaultValue).Value;

    /// <inheritdoc/>
    public bool EvaluateFlag(string flag, string userId, bool defaultValue) => EvaluateFlag(flag, EvaluationContext.For(userId), defaultValue);

    /// <inheritdoc/>
    public string EvaluateFlag(string flag, string userId, string defaultValue) => EvaluateFlag(flag, EvaluationContext.For(userId), defaultValue);

    /// <inheritdoc/>
    public double EvaluateFlag(string flag, string userId, double defaultValue) => EvaluateFlag(flag, EvaluationContext.For(userId), defaultValue);

    /// <inheritdoc/>
    public JsonElement EvaluateFlag(string flag, string userId, JsonElement defaultValue) => EvaluateFlag(flag, EvaluationContext.For(userId), defaultValue);

    /// <inheritdoc/>
    public EvaluationDetail<bool> EvaluateFlagDetail(string flag, EvaluationContext context, bool defaultValue) => NotReady(flag, defaultValue);

    /// <inheritdoc/>
    public EvaluationDetail<string> EvaluateFlagDetail(string flag, EvaluationContext context, string defaultValue) => NotReady(flag, defaultValue);

    /// <inheritdoc/>
    public EvaluationDetail<double> EvaluateFlagDetail(string flag, EvaluationContext context, double defaultValue) => NotReady(flag, defaultValue);

    /// <inheritdoc/>
    public EvaluationDetail<JsonElement> EvaluateFlagDetail(string flag, EvaluationContext context, JsonElement defaultValue) => NotReady(flag, defaultValue);

    /// <inheritdoc/>
    public EvaluationDetail<bool> EvaluateFlagDetail(string flag, string userId, bool defaultValue) => EvaluateFlagDetail(flag, EvaluationContext.For(userId), defaultValue);

    /// <inheritdoc/>
    public EvaluationDetail<string> EvaluateFlagDetail(string flag, string userId, string defaultValue) => EvaluateFlagDetail(flag, EvaluationContext.For(userId), defaultValue);

    /// <inheritdoc/>
    public EvaluationDetail<double> EvaluateFlagDetail(string flag, string userId, double defaultValue) => EvaluateFlagDetail(flag, EvaluationContext.For(userId), defaultValue);

    /// <inheritdoc/>
    public EvaluationDetail<JsonElement> EvaluateFlagDetail(string flag, string userId, JsonElement defaultValue) => EvaluateFlagDetail(flag, EvaluationContext.For(userId), defaultValue);

    static EvaluationDetail<T> NotReady<T>(string flag, T defaultValue) =>
        new() { FlagKey = flag, Value = defaultValue, Reason = EvaluationReason.Error, ErrorCode = EvaluationErrorCode.ProviderNotReady };
}
