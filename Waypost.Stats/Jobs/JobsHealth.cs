using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Waypost.Stats.Jobs;

/// <summary>Whether this worker can take jobs. Without the table it waits: the manager creates it at its first start.</summary>
internal sealed class JobsHealth(WorkerState state, JobListener listener) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var facts = new Dictionary<string, object> { ["running"] = state.Running, ["listening"] = listener.IsListening };
        return Task.FromResult(
            state.Name switch
            {
                WorkerState.Working => HealthCheckResult.Healthy("Taking jobs.", facts),
                WorkerState.NoTable => HealthCheckResult.Degraded(
                    "Waiting for the table 'jobs'. The manager creates it when it starts.",
                    data: facts
                ),
                WorkerState.Starting => HealthCheckResult.Degraded("Has not read the queue yet.", data: facts),
                _ => HealthCheckResult.Unhealthy("The database does not respond. Jobs wait until it does.", data: facts),
            }
        );
    }
}
