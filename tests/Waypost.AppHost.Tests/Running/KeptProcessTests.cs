using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using Waypost.AppHost.Running;

namespace Waypost.AppHost.Tests.Running;

/// <summary>Told by the states that the orchestrator was seen to report.</summary>
public sealed class KeptProcessTests
{
    private readonly FakeTimeProvider time = new();
    private readonly KeptProcess process = new(new ExecutableResource("manager", "dotnet", "."), "manager-abc");

    [Fact]
    public void A_process_that_ends_by_itself_has_died_once()
    {
        Assert.Equal([false, false, true, false], Follow("Starting", "Running", "Finished", "Finished"));
    }

    [Fact]
    public void One_that_cannot_be_started_has_died() => Assert.Equal([false, true], Follow("Starting", "FailedToStart"));

    [Theory]
    [InlineData("Terminated")]
    [InlineData("Exited")]
    public void One_that_somebody_stopped_has_not(string state) =>
        Assert.DoesNotContain(true, Follow("Running", "Stopping", state, "Finished"));

    [Fact]
    public void Each_further_death_counts() =>
        Assert.Equal([false, true, false, false, true], Follow("Running", "Finished", "Restarting (1)", "Running", "Finished"));

    [Fact]
    public void How_long_it_was_healthy_is_counted_anew_in_each_run()
    {
        Follow("Starting");
        time.Advance(TimeSpan.FromSeconds(60));
        process.DiedIn("Running", HealthStatus.Healthy, time);
        time.Advance(TimeSpan.FromSeconds(7));
        Follow("Finished");
        Assert.Equal(TimeSpan.FromSeconds(7), process.HealthyFor(time));

        Follow("Starting", "Running", "Finished");
        Assert.Equal(TimeSpan.Zero, process.HealthyFor(time));
        Assert.True(process.WasHealthy);
    }

    [Fact]
    public void However_long_it_takes_to_die_it_has_not_recovered_without_having_been_healthy()
    {
        for (var i = 0; i < 4; i++)
        {
            Follow("Starting", "Running");
            time.Advance(TimeSpan.FromMinutes(1));
            Follow("Finished");
            process.Backoff.After(process.HealthyFor(time));
        }

        Assert.Equal(4, process.Backoff.QuickEnds);
        Assert.False(process.WasHealthy);
    }

    private List<bool> Follow(params string[] states) => [.. states.Select(state => process.DiedIn(state, HealthStatus.Unhealthy, time))];
}
