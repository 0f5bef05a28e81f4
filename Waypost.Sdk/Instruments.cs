using System.Diagnostics;
using System.Diagnostics.Metrics;
using Waypost.Flags;

namespace Waypost.Sdk;

/// <summary>
/// Metrics and traces of the SDK. Names follow OpenTelemetry's <c>feature_flag.*</c> where it defines one; user ids are never a tag.
/// </summary>
internal static class Instruments
{
    internal const string Name = "Waypost.Sdk";

    internal static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Evaluations = Meter.CreateCounter<long>(
        "waypost.sdk.evaluations",
        "{evaluation}",
        "Evaluations by flag and reason."
    );

    internal static readonly Counter<long> Changes = Meter.CreateCounter<long>(
        "waypost.sdk.changes",
        "{change}",
        "Times the flags were replaced."
    );

    internal static readonly Counter<long> Reconnects = Meter.CreateCounter<long>(
        "waypost.sdk.reconnects",
        "{attempt}",
        "Connections and connection attempts that ended."
    );

    internal static readonly Counter<long> CacheFailures = Meter.CreateCounter<long>(
        "waypost.snapshot.write.failures",
        "{failure}",
        "Times the cache file could not be written."
    );

    private static readonly Counter<long> Exposures = Meter.CreateCounter<long>(
        "waypost.sdk.exposures",
        "{exposure}",
        "Exposures passed to OnExposure, by outcome."
    );

    // Lower case as in OpenTelemetry's feature_flag.result.reason; indexed by the enum, so that counting allocates nothing.
    private static readonly string[] Reasons =
    [
        .. Enum.GetValues<EvaluationReason>().Select(static reason => reason.OpenFeatureName().ToLowerInvariant()),
    ];

    /// <summary>Counts an evaluation if a listener is attached; allocates nothing either way.</summary>
    internal static void CountEvaluation(string? flag, EvaluationReason reason)
    {
        if (Evaluations.Enabled)
        {
            Evaluations.Add(1, new("feature_flag.key", flag), new("feature_flag.result.reason", Reasons[(int)reason]));
        }
    }

    internal static void CountExposure(bool delivered) =>
        Exposures.Add(1, new KeyValuePair<string, object?>("outcome", delivered ? "delivered" : "failed"));
}
