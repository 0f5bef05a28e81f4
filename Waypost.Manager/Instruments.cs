using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Waypost.Manager;

/// <summary>What the manager measures and traces.</summary>
internal static class Instruments
{
    public const string Name = "Waypost.Manager";

    public static readonly ActivitySource Source = new(Name);

    public static readonly Meter Meter = new(Name);

    /// <summary>{attempt} by result: applied, mismatch, refused, failed.</summary>
    public static readonly Counter<long> WebhookAttempts = Meter.CreateCounter<long>(
        "waypost.webhook.attempts",
        "{attempt}",
        "Webhooks sent to provider replicas, by result."
    );

    /// <summary>{failure} by kind.</summary>
    public static readonly Counter<long> AuthFailures = Meter.CreateCounter<long>(
        "waypost.auth.failures",
        "{failure}",
        "Refused sign-ins and tokens."
    );
}
