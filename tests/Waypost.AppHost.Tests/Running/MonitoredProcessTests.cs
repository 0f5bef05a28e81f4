using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using Waypost.AppHost.Running;

namespace Waypost.AppHost.Tests.Running;

/// <summary>With the sequences of states that the orchestrator reports.</summary>
public sealed class MonitoredProcessTests
{
    private readonly FakeTimeProvider time = new();
    private readonly MonitoredProcess process = new(new ExecutableResource("manager", "dotnet", "."), "manager-abc");

    [Fact]
    public void A_process_that_ends_by_itself_is_reported_once()
    {
        Assert.Equal([false, false, true, false], Report("Starting", "Running", "Finished", "Finished"));
    }

    [Fact]
    public void A_process_that_fails_to_start_is_reported() => Assert.Equal([false, true], Report("Starting", "FailedToStart"));

    [Theory]
    [InlineData("Terminated")]
    [InlineData("Exited")]
    public void A_process_stopped_by_a_user_is_not_reported(string state) =>
        Assert.DoesNotContain(true, Report("Running", "Stopping", state, "Finished"));

    [Fact]
    public void A_process_that_ends_again_is_reported_again() =>
        Assert.Equal([false, true, false, false, true], Report("Running", "Finished", "Restarting (1)", "Running", "Finished"));

    [Fact]
    public void The_healthy_time_is_measured_for_each_run()
    {
        Report("Starting");
        time.Advance(TimeSpan.FromSeconds(60));
        process.Update("Running", HealthStatus.Healthy, time);
        time.Advance(TimeSpan.FromSeconds(7));
        Report("Finished");
        Assert.Equal(TimeSpan.FromSeconds(7), process.HealthyFor(time));

        Report("Starting", "Running", "Finished");
        Assert.Equal(TimeSpan.Zero, process.HealthyFor(time));
        Assert.True(process.WasHealthy);
    }

    [Fact]
    public void A_long_run_without_health_is_not_a_recovery()
    {
        for (var i = 0; i < 4; i++)
        {
            Report("Starting", "Running");
            time.Advance(TimeSpan.FromMinutes(1));
            Report("Finished");
            process.Backoff.NextDelay(process.HealthyFor(time));
        }

        Assert.Equal(4, process.Backoff.FailuresInARow);
        Assert.False(process.WasHealthy);
    }

    private List<bool> Report(params string[] states) => [.. states.Select(state => process.Update(state, HealthStatus.Unhealthy, time))];
}
