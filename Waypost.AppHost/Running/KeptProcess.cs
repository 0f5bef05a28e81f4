using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Waypost.AppHost.Running;

/// <summary>One process (a replica) as its restarts see it. Used by one loop at a time.</summary>
internal sealed class KeptProcess(IResource resource, string id)
{
    private bool isUp;
    private long? healthySince;

    public IResource Resource => resource;

    public string Id => id;

    public RestartBackoff Backoff { get; } = new();

    public int Restarts { get; set; }

    public bool WasHealthy { get; private set; }

    /// <summary>
    /// How long ago its present or latest run became healthy; zero if that run never did. A slow start is no sign of health.
    /// </summary>
    public TimeSpan HealthyFor(TimeProvider time) => healthySince is { } since ? time.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Follows the states of this process; true once for each death.</summary>
    public bool DiedIn(string? state, HealthStatus? health, TimeProvider time)
    {
        if (state == KnownResourceStates.Running || state == KnownResourceStates.Starting)
        {
            if (!isUp)
            {
                healthySince = null;
            }
            isUp = true;
            if (state == KnownResourceStates.Running && health == HealthStatus.Healthy)
            {
                WasHealthy = true;
                healthySince ??= time.GetTimestamp();
            }

            return false;
        }

        var died = isUp && (state == KnownResourceStates.Finished || state == KnownResourceStates.FailedToStart);
        if (died || state == KnownResourceStates.Exited || state == "Terminated")
        {
            isUp = false;
        }
        return died;
    }
}

internal static class Waits
{
    /// <summary>
    /// Only the first start is in order. A replica that died must not wait until the manager is healthy: serving while the manager
    /// is away is what it is for.
    /// </summary>
    public static void WaitForNothing(this IResource resource)
    {
        foreach (var wait in resource.Annotations.OfType<WaitAnnotation>().ToList())
        {
            resource.Annotations.Remove(wait);
        }
    }
}
