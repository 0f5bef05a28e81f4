using System.Text.Json;
using Waypost.Flags;

namespace Waypost.Sdk;

/// <summary>
/// Evaluates flags in process. Thread-safe; create one per process.
/// Evaluations read from memory: they never throw, block or do I/O. If a flag cannot be evaluated, they return the caller's default.
/// </summary>
public interface IWaypostClient : IAsyncDisposable
{
    /// <summary>Whether the flags are up to date.</summary>
    WaypostStatus Status { get; }

    /// <summary>Version of the current flags; null before the first.</summary>
    SnapshotVersion? Version { get; }

    /// <summary>Raised on a background thread after the flags have changed. Return quickly: further changes wait for the handler.</summary>
    event EventHandler<FlagsChangedEventArgs>? Changed;

    /// <summary>
    /// Waits until the client has received the provider's current version, at most <see cref="WaypostOptions.ReadyTimeout"/>.
    /// Evaluations work without waiting; until there are flags they return the caller's default.
    /// </summary>
    /// <returns>True if there are flags to evaluate, even if from a file; false if there are none yet.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<bool> WaitUntilReadyAsync(CancellationToken cancellationToken = default);

    /// <summary>The flag's value for this context, or <paramref name="defaultValue"/>.</summary>
    bool EvaluateFlag(string flag, EvaluationContext context, bool defaultValue);

    /// <inheritdoc cref="EvaluateFlag(string, EvaluationContext, bool)"/>
    string EvaluateFlag(string flag, EvaluationContext context, string defaultValue);

    /// <inheritdoc cref="EvaluateFlag(string, EvaluationContext, bool)"/>
    double EvaluateFlag(string flag, EvaluationContext context, double defaultValue);

    /// <inheritdoc cref="EvaluateFlag(string, EvaluationContext, bool)"/>
    JsonElement EvaluateFlag(string flag, EvaluationContext context, JsonElement defaultValue);

    /// <summary>The flag's value for a user without attributes, or <paramref name="defaultValue"/>.</summary>
    bool EvaluateFlag(string flag, string userId, bool defaultValue);

    /// <inheritdoc cref="EvaluateFlag(string, string, bool)"/>
    string EvaluateFlag(string flag, string userId, string defaultValue);

    /// <inheritdoc cref="EvaluateFlag(string, string, bool)"/>
    double EvaluateFlag(string flag, string userId, double defaultValue);

    /// <inheritdoc cref="EvaluateFlag(string, string, bool)"/>
    JsonElement EvaluateFlag(string flag, string userId, JsonElement defaultValue);

    /// <summary>The value with its variant, reason and any error.</summary>
    EvaluationDetail<bool> EvaluateFlagDetail(string flag, EvaluationContext context, bool defaultValue);

    /// <inheritdoc cref="EvaluateFlagDetail(string, EvaluationContext, bool)"/>
    EvaluationDetail<string> EvaluateFlagDetail(string flag, EvaluationContext context, string defaultValue);

    /// <inheritdoc cref="EvaluateFlagDetail(string, EvaluationContext, bool)"/>
    EvaluationDetail<double> EvaluateFlagDetail(string flag, EvaluationContext context, double defaultValue);

    /// <inheritdoc cref="EvaluateFlagDetail(string, EvaluationContext, bool)"/>
    EvaluationDetail<JsonElement> EvaluateFlagDetail(string flag, EvaluationContext context, JsonElement defaultValue);

    /// <summary>The value for a user without attributes, with its variant, reason and any error.</summary>
    EvaluationDetail<bool> EvaluateFlagDetail(string flag, string userId, bool defaultValue);

    /// <inheritdoc cref="EvaluateFlagDetail(string, string, bool)"/>
    EvaluationDetail<string> EvaluateFlagDetail(string flag, string userId, string defaultValue);

    /// <inheritdoc cref="EvaluateFlagDetail(string, string, bool)"/>
    EvaluationDetail<double> EvaluateFlagDetail(string flag, string userId, double defaultValue);

    /// <inheritdoc cref="EvaluateFlagDetail(string, string, bool)"/>
    EvaluationDetail<JsonElement> EvaluateFlagDetail(string flag, string userId, JsonElement defaultValue);
}
