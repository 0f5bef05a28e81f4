using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Waypost.FlagProvider.Store;
using Waypost.FlagProvider.Upstream;

namespace Waypost.FlagProvider.Health;

/// <summary>
/// Reports whether the provider can serve, that is, has flags and SDK keys, from the manager or from disk. Without a connection to the
/// manager it is degraded, which is still 200: it serves the last known good flags and reports their age.
/// </summary>
internal sealed class SnapshotsHealthCheck(FlagStore store, SdkKeyStore keys, ManagerStatus status, TimeProvider time) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var lost = status.LostFor;
        var data = CollectData(lost);
        var environments = store.Environments.Where(environment => environment.Current is not null).ToList();
        if (environments.Count == 0 || keys.Current is null)
        {
            var missing = environments.Count == 0 ? "snapshots" : "SDK keys";
            return Result(HealthStatus.Unhealthy, $"There are no {missing} yet, neither from the manager nor on disk.");
        }

        var isFromDisk = environments.Exists(environment => environment.Freshness?.Source == SnapshotSource.Disk);
        return lost is { } since
                ? Result(HealthStatus.Degraded, $"The manager has not answered for {Seconds(since)} s. Serving the last known good flags.")
            : isFromDisk ? Result(HealthStatus.Degraded, "Serving flags from disk that the manager has not confirmed yet.")
            : Result(HealthStatus.Healthy, $"Up to date with the manager; {environments.Count} environments.");

        Task<HealthCheckResult> Result(HealthStatus health, string description) =>
            Task.FromResult(new HealthCheckResult(health, description, data: data));
    }

    private Dictionary<string, object> CollectData(TimeSpan? lost)
    {
        var now = time.GetUtcNow();
        var data = new Dictionary<string, object> { ["degraded"] = lost is not null };
        if (lost is { } since)
        {
            data["managerLostSeconds"] = Rounded(since);
        }

        if (keys.Current is { } table)
        {
            data["keysVersion"] = table.Version;
        }

        foreach (var environment in store.Environments)
        {
            if (environment is { Current: { } state, Freshness: { } freshness })
            {
                data[$"{environment.Key}:version"] = state.Id;
                data[$"{environment.Key}:ageSeconds"] = Rounded(now - freshness.At);
                data[$"{environment.Key}:source"] = freshness.Source == SnapshotSource.Disk ? "disk" : "manager";
            }
        }

        return data;
    }

    private static double Rounded(TimeSpan age) => Math.Round(Math.Max(0, age.TotalSeconds), 1);

    private static string Seconds(TimeSpan age) => age.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture);
}
