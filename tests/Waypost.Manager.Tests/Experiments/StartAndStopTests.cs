using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>How a start changes a live rollout, and the state after a stop.</summary>
public sealed class StartAndStopTests(ExperimentsUnderTest manager) : IClassFixture<ExperimentsUnderTest>
{
    private const string Settings = "/environments/production/flags/form";

    [Fact]
    public async Task Without_a_primary_metric_an_experiment_does_not_start()
    {
        var project = await manager.NewProjectAtTenPercentAsync();
        var experiment = await manager.NewExperimentAsync(project, ""","roles":{"done":"secondary"}""");

        Assert.Equal(["metrics"], (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(400).WrongFields);

        Assert.Equal("10", (await manager.Admin.CallAsync($"GET {project}{Settings}"))["rolloutPercentage"]);
        Assert.Equal("draft", (await manager.Admin.CallAsync($"GET {experiment}"))["status"]);
    }

    [Fact]
    public async Task A_start_returns_the_flags_previous_state_and_a_stop_can_restore_it()
    {
        var project = await manager.NewProjectAtTenPercentAsync();
        var experiment = await manager.NewExperimentAsync(project);

        var started = (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(200).Body.GetProperty("flagBefore");
        Assert.True(started.GetProperty("enabled").GetBoolean());
        Assert.Equal(10_000, started.GetProperty("fallthrough").GetProperty("rollout")[0].GetProperty("weight").GetInt32());
        Assert.Equal("50", (await manager.Admin.CallAsync($"GET {project}{Settings}"))["rolloutPercentage"]);
        (await manager.Admin.CallAsync($"POST {experiment}/stop", """{"restore":true}""")).Expect(200);

        var after = await manager.Admin.CallAsync($"GET {project}{Settings}");
        Assert.Equal(("True", "10"), (after["enabled"], after["rolloutPercentage"]));
        Assert.False(after.Body.TryGetProperty("experiment", out _));
    }

    [Fact]
    public async Task A_flag_that_was_off_before_is_off_again()
    {
        var project = await manager.NewProjectAsync(connected: false);
        var experiment = await manager.NewExperimentAsync(project);
        (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(200);

        (await manager.Admin.CallAsync($"POST {experiment}/stop", """{"restore":true}""")).Expect(200);

        Assert.Equal("False", (await manager.Admin.CallAsync($"GET {project}{Settings}"))["enabled"]);
    }

    [Fact]
    public async Task A_winner_and_a_restore_exclude_each_other()
    {
        var experiment = await manager.StartExperimentAsync(await manager.NewProjectAtTenPercentAsync());

        Assert.Equal(
            ["restore"],
            (await manager.Admin.CallAsync($"POST {experiment}/stop", """{"winner":"on","restore":true}""")).Expect(400).WrongFields
        );
    }

    [Fact]
    public async Task A_finished_experiment_ships_its_winner_later()
    {
        var project = await manager.NewProjectAtTenPercentAsync();
        var experiment = await manager.StartExperimentAsync(project);
        (await manager.Admin.CallAsync($"POST {experiment}/ship", """{"winner":"on"}""")).Expect(409);
        (await manager.Admin.CallAsync($"POST {experiment}/stop")).Expect(200);
        Assert.Equal(
            ["winner"],
            (await manager.Admin.CallAsync($"POST {experiment}/ship", """{"winner":"red"}""")).Expect(400).WrongFields
        );

        Assert.Equal("on", (await manager.Admin.CallAsync($"POST {experiment}/ship", """{"winner":"on"}""")).Expect(200)["winner"]);

        Assert.Equal("100", (await manager.Admin.CallAsync($"GET {project}{Settings}"))["rolloutPercentage"]);
    }

    [Fact]
    public async Task While_another_experiment_runs_nothing_is_shipped()
    {
        var project = await manager.NewProjectAtTenPercentAsync();
        var first = await manager.StartExperimentAsync(project);
        (await manager.Admin.CallAsync($"POST {first}/stop")).Expect(200);
        var second = await manager.StartExperimentAsync(project);

        var answer = (await manager.Admin.CallAsync($"POST {first}/ship", """{"winner":"on"}""")).Expect(409);

        Assert.Contains($"Experiment {ExperimentsUnderTest.IdOf(second)} (", answer["detail"], StringComparison.Ordinal);
        Assert.Contains("already running on flag", answer["detail"], StringComparison.Ordinal);
    }
}
