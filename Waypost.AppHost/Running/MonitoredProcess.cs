using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Waypost.AppHost.Running;

/// <summary>The state of one process (a replica) that is restarted when it dies. Not thread-safe.</summary>
internal sealed class MonitoredProcess(IResource resource, string id)
{
    private bool isUp;
    private long? healthySince;

    public IResource Resource => resource;

    public string Id => id;

    public RestartBackoff Backoff { get; } = new();

    public int Restarts { get; set; }

    public bool WasHealthy { get; private set; }

    /// <summary>
    /// How long ago the current or latest run became healthy; zero if it never did. A slow start does not count as health.
    /// </summary>
    public TimeSpan HealthyFor(TimeProvider time) => healthySince is { } since ? time.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>Takes the next reported state.</summary>
    /// <returns>True once for each time the process ended by itself.</returns>
    public bool Update(string? state, HealthStatus? health, TimeProvider time)
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
