using System.Text.Json;
using Waypost.Flags;

namespace Waypost.Sdk;

/// <summary>
/// Evaluates flags in process. Thread-safe; make one for a process and keep it.
/// Evaluating is a look at memory: it never throws, blocks or does I/O, and what cannot be evaluated gives the caller's default.
/// </summary>
public interface IWaypostClient : IAsyncDisposable
{
    /// <summary>How far evaluations can be trusted at this moment.</summary>
    WaypostStatus Status { get; }

    /// <summary>Version of the flags held; none before the first.</summary>
    SnapshotVersion? Version { get; }

    /// <summary>Raised after the flags held were replaced, on a background thread. Return quickly: the next change waits.</summary>
    event EventHandler<FlagsChangedEventArgs>? Changed;

    /// <summary>
    /// Waits until the provider has stated its version, at most <see cref="WaypostOptions.ReadyTimeout"/>.
    /// Evaluations need not wait for it.
    /// </summary>
    /// <returns>True if there are flags to evaluate, be they from a file; false if there are none yet.</returns>
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

    /// <summary>The flag's value for the user with this id and nothing else known, or <paramref name="defaultValue"/>.</summary>
    bool EvaluateFlag(string flag, string userId, bool defaultValue);

    /// <inheritdoc cref="EvaluateFlag(string, string, bool)"/>
    string EvaluateFlag(string flag, string userId, string defaultValue);

    /// <inheritdoc cref="EvaluateFlag(string, string, bool)"/>
    double EvaluateFlag(string flag, string userId, double defaultValue);

    /// <inheritdoc cref="EvaluateFlag(string, string, bool)"/>
    JsonElement EvaluateFlag(string flag, string userId, JsonElement defaultValue);

    /// <summary>The value with variant, reason and, where there is one, the error.</summary>
    EvaluationDetail<bool> EvaluateFlagDetail(string flag, EvaluationContext context, bool defaultValue);

    /// <inheritdoc cref="EvaluateFlagDetail(string, EvaluationContext, bool)"/>
    EvaluationDetail<string> EvaluateFlagDetail(string flag, EvaluationContext context, string defaultValue);

    /// <inheritdoc cref="EvaluateFlagDetail(string, EvaluationContext, bool)"/>
    EvaluationDetail<double> EvaluateFlagDetail(string flag, EvaluationContext context, double defaultValue);

    /// <inheritdoc cref="EvaluateFlagDetail(string, EvaluationContext, bool)"/>
    EvaluationDetail<JsonElement> EvaluateFlagDetail(string flag, EvaluationContext context, JsonElement defaultValue);

    /// <summary>The value for the user with this id, with variant, reason and, where there is one, the error.</summary>
    EvaluationDetail<bool> EvaluateFlagDetail(string flag, string userId, bool defaultValue);

    /// <inheritdoc cref="EvaluateFlagDetail(string, string, bool)"/>
    EvaluationDetail<string> EvaluateFlagDetail(string flag, string userId, string defaultValue);

    /// <inheritdoc cref="EvaluateFlagDetail(string, string, bool)"/>
    EvaluationDetail<double> EvaluateFlagDetail(string flag, string userId, double defaultValue);

    /// <inheritdoc cref="EvaluateFlagDetail(string, string, bool)"/>
    EvaluationDetail<JsonElement> EvaluateFlagDetail(string flag, string userId, JsonElement defaultValue);
}
