using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Time.Testing;
using Waypost.AppHost.Running;

namespace Waypost.AppHost.Tests.Running;

/// <summary>Told by the states that the orchestrator was seen to report.</summary>
public sealed class KeptProcessTests
{
    readonly FakeTimeProvider time = new();
    readonly KeptProcess process = new(new ExecutableResource("manager", "dotnet", "."), "manager-abc");

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
    public void One_that_somebody_stopped_has_not(string state) => Assert.DoesNotContain(true, Follow("Running", "Stopping", state, "Finished"));

    [Fact]
    public void Each_further_death_counts() => Assert.Equal([false, true, false, false, true], Follow("Running", "Finished", "Restarting (1)", "Running", "Finished"));

    [Fact]
    public void How_long_it_ran_is_counted_from_its_start()
    {
        Follow("Starting");
        time.Advance(TimeSpan.FromSeconds(7));
        Follow("Running", "Finished");

        Assert.Equal(TimeSpan.FromSeconds(7), process.Ran(time));
    }

    List<bool> Follow(params string[] states) => [.. states.Select(state => process.DiedIn(Snapshot(state), time))];

    static CustomResourceSnapshot Snapshot(string state) => new() { ResourceType = "Executable", Properties = [], State = state };
}
