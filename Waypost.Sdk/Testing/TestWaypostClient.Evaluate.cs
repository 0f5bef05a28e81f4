using System.Text.Json;
using Waypost.Flags;

namespace Waypost.Sdk;

public sealed partial class TestWaypostClient
{
    /// <inheritdoc/>
    public bool EvaluateFlag(string flag, EvaluationContext context, bool defaultValue) => inner.EvaluateFlag(flag, context, defaultValue);

    /// <inheritdoc/>
    public string EvaluateFlag(string flag, EvaluationContext context, string defaultValue) =>
        inner.EvaluateFlag(flag, context, defaultValue);

    /// <inheritdoc/>
    public double EvaluateFlag(string flag, EvaluationContext context, double defaultValue) =>
        inner.EvaluateFlag(flag, context, defaultValue);

    /// <inheritdoc/>
    public JsonElement EvaluateFlag(string flag, EvaluationContext context, JsonElement defaultValue) =>
        inner.EvaluateFlag(flag, context, defaultValue);

    /// <inheritdoc/>
    public EvaluationDetail<bool> EvaluateFlagDetail(string flag, EvaluationContext context, bool defaultValue) =>
        inner.EvaluateFlagDetail(flag, context, defaultValue);

    /// <inheritdoc/>
    public EvaluationDetail<string> EvaluateFlagDetail(string flag, EvaluationContext context, string defaultValue) =>
        inner.EvaluateFlagDetail(flag, context, defaultValue);

    /// <inheritdoc/>
    public EvaluationDetail<double> EvaluateFlagDetail(string flag, EvaluationContext context, double defaultValue) =>
        inner.EvaluateFlagDetail(flag, context, defaultValue);

    /// <inheritdoc/>
    public EvaluationDetail<JsonElement> EvaluateFlagDetail(string flag, EvaluationContext context, JsonElement defaultValue) =>
        inner.EvaluateFlagDetail(flag, context, defaultValue);

    /// <inheritdoc/>
    public bool EvaluateFlag(string flag, string userId, bool defaultValue) => inner.EvaluateFlag(flag, userId, defaultValue);

    /// <inheritdoc/>
    public string EvaluateFlag(string flag, string userId, string defaultValue) => inner.EvaluateFlag(flag, userId, defaultValue);

    /// <inheritdoc/>
    public double EvaluateFlag(string flag, string userId, double defaultValue) => inner.EvaluateFlag(flag, userId, defaultValue);

    /// <inheritdoc/>
    public JsonElement EvaluateFlag(string flag, string userId, JsonElement defaultValue) => inner.EvaluateFlag(flag, userId, defaultValue);

    /// <inheritdoc/>
    public EvaluationDetail<bool> EvaluateFlagDetail(string flag, string userId, bool defaultValue) =>
        inner.EvaluateFlagDetail(flag, userId, defaultValue);

    /// <inheritdoc/>
    public EvaluationDetail<string> EvaluateFlagDetail(string flag, string userId, string defaultValue) =>
        inner.EvaluateFlagDetail(flag, userId, defaultValue);

    /// <inheritdoc/>
    public EvaluationDetail<double> EvaluateFlagDetail(string flag, string userId, double defaultValue) =>
        inner.EvaluateFlagDetail(flag, userId, defaultValue);

    /// <inheritdoc/>
    public EvaluationDetail<JsonElement> EvaluateFlagDetail(string flag, string userId, JsonElement defaultValue) =>
        inner.EvaluateFlagDetail(flag, userId, defaultValue);
}
