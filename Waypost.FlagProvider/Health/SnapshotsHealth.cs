using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Waypost.FlagProvider.Store;
using Waypost.FlagProvider.Upstream;

namespace Waypost.FlagProvider.Health;

/// <summary>
/// Whether the provider can serve: it holds flags and keys, from the manager or from disk. A lost manager makes it
/// degraded, which is still 200: what it serves is the last known good, and the body says how old that is.
/// </summary>
internal sealed class SnapshotsHealth(FlagStore store, KeyStore keys, ManagerContact contact, TimeProvider time) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var lost = contact.LostFor;
        var data = Facts(lost);
        var held = store.Environments.Where(environment => environment.Current is not null).ToList();
        if (held.Count == 0 || keys.Current is null)
        {
            var missing = held.Count == 0 ? "snapshots" : "SDK keys";
            return Result(HealthStatus.Unhealthy, $"No {missing} yet: the manager has not sent any and none are on disk.");
        }

        var isFromDisk = held.Exists(environment => environment.Freshness?.Source == SnapshotSource.Disk);
        return lost is { } since
                ? Result(
                    HealthStatus.Degraded,
                    $"The manager is lost, its last answer {Seconds(since)} s ago; serving the last known good."
                )
            : isFromDisk ? Result(HealthStatus.Degraded, "Serving from disk what the manager has not confirmed yet.")
            : Result(HealthStatus.Healthy, $"Following the manager; {held.Count} environments.");

        Task<HealthCheckResult> Result(HealthStatus status, string description) =>
            Task.FromResult(new HealthCheckResult(status, description, data: data));
    }

    private Dictionary<string, object> Facts(TimeSpan? lost)
    {
        var now = time.GetUtcNow();
        var facts = new Dictionary<string, object> { ["degraded"] = lost is not null };
        if (lost is { } since)
        {
            facts["managerLostSeconds"] = Rounded(since);
        }

        if (keys.Current is { } table)
        {
            facts["keysVersion"] = table.Version;
        }

        foreach (var environment in store.Environments)
        {
            if (environment is { Current: { } state, Freshness: { } freshness })
            {
                facts[$"{environment.Key}:version"] = state.Id;
                facts[$"{environment.Key}:ageSeconds"] = Rounded(now - freshness.At);
                facts[$"{environment.Key}:source"] = freshness.Source == SnapshotSource.Disk ? "disk" : "manager";
            }
        }

        return facts;
    }

    private static double Rounded(TimeSpan age) => Math.Round(Math.Max(0, age.TotalSeconds), 1);

    private static string Seconds(TimeSpan age) => age.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture);
}
