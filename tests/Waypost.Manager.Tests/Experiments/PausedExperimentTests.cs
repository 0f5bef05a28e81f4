using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>Switching a flag off pauses its experiment.</summary>
public sealed class PausedExperimentTests(ExperimentsUnderTest manager) : IClassFixture<ExperimentsUnderTest>
{
    private const string Settings = "/environments/production/flags/form";

    [Fact]
    public async Task Switching_the_flag_off_is_never_refused_and_pauses_the_experiment()
    {
        var project = await manager.NewProjectAtTenPercentAsync();
        var experiment = await manager.StartExperimentAsync(project);

        (await manager.SwitchFlagAsync(project, false)).Expect(200);
        var paused = (await manager.Admin.CallAsync($"GET {experiment}")).Body;
        Assert.Equal("running", paused.GetProperty("status").GetString());
        Assert.False(Assert.Single(paused.GetProperty("pauses").EnumerateArray()).TryGetProperty("to", out _));
        (await manager.SwitchFlagAsync(project, true)).Expect(200);
        (await manager.SwitchFlagAsync(project, false)).Expect(200);
        (await manager.Admin.CallAsync($"POST {experiment}/stop")).Expect(200);

        var stopped = (await manager.Admin.CallAsync($"GET {experiment}")).Body;
        var pauses = stopped
            .GetProperty("pauses")
            .EnumerateArray()
            .Select(p => (From: p.GetProperty("from").GetDateTimeOffset(), To: p.GetProperty("to").GetDateTimeOffset()))
            .ToList();
        Assert.Equal(2, pauses.Count);
        Assert.All(pauses, pause => Assert.True(pause.From <= pause.To));
        Assert.Equal(stopped.GetProperty("stoppedAt").GetDateTimeOffset(), pauses[1].To);
    }

    [Fact]
    public async Task A_new_phase_of_a_paused_experiment_does_not_switch_the_flag_on()
    {
        var project = await manager.NewProjectAtTenPercentAsync();
        var experiment = await manager.StartExperimentAsync(project);
        (await manager.SwitchFlagAsync(project, false)).Expect(200);

        (await manager.Admin.CallAsync($"PATCH {experiment}", """{"percentTested":20,"newPhase":true}""")).Expect(200);

        var flag = await manager.Admin.CallAsync($"GET {project}{Settings}");
        Assert.Equal(("False", "20"), (flag["enabled"], flag["rolloutPercentage"]));
        var changed = (await manager.Admin.CallAsync($"GET {experiment}")).Body;
        Assert.Equal(
            changed.GetProperty("phaseStartedAt").GetDateTimeOffset(),
            changed.GetProperty("pauses")[0].GetProperty("from").GetDateTimeOffset()
        );
    }
}
