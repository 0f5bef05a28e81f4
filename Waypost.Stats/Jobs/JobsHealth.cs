using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Waypost.Stats.Jobs;

/// <summary>Whether this worker can take jobs. Without the table it only waits: the manager makes it when it starts.</summary>
internal sealed class JobsHealth(WorkerState state, WakeUp wakeUp) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var facts = new Dictionary<string, object> { ["running"] = state.Running, ["listening"] = wakeUp.IsListening };
        return Task.FromResult(
            state.Name switch
            {
                WorkerState.Working => HealthCheckResult.Healthy("Taking jobs.", facts),
                WorkerState.NoTable => HealthCheckResult.Degraded(
                    "Waiting for the table jobs: the manager makes it when it starts.",
                    data: facts
                ),
                WorkerState.Starting => HealthCheckResult.Degraded("Has not looked at the queue yet.", data: facts),
                _ => HealthCheckResult.Unhealthy("The database does not answer; jobs wait until it does.", data: facts),
            }
        );
    }
}
