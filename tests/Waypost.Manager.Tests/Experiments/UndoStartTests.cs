using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>A start can be undone for a short time, until users are counted.</summary>
public sealed class UndoStartTests(ExperimentsUnderTest manager) : IClassFixture<ExperimentsUnderTest>
{
    private const string Settings = "/environments/production/flags/form";

    [Fact]
    public async Task A_start_is_undone_and_can_be_repeated()
    {
        var project = await manager.NewProjectAtTenPercentAsync();
        var experiment = await manager.StartExperimentAsync(project);

        Assert.Equal("draft", (await manager.Admin.CallAsync($"DELETE {experiment}/start")).Expect(200)["status"]);

        var flag = await manager.Admin.CallAsync($"GET {project}{Settings}");
        Assert.Equal(("True", "10"), (flag["enabled"], flag["rolloutPercentage"]));
        Assert.False(flag.Body.TryGetProperty("experiment", out _));
        var log = (await manager.Admin.CallAsync($"GET {project}/events?flag=form"))
            .Body.GetProperty("items")
            .EnumerateArray()
            .Select(e => e.GetProperty("type").GetString());
        Assert.Contains("EXPERIMENT_START_UNDONE", log);
        Assert.Equal("running", (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(200)["status"]);
    }

    [Fact]
    public async Task A_flag_that_was_switched_off_meanwhile_stays_off_when_the_start_is_undone()
    {
        var project = await manager.NewProjectAtTenPercentAsync();
        var experiment = await manager.StartExperimentAsync(project);
        (await manager.SwitchFlagAsync(project, false)).Expect(200);

        (await manager.Admin.CallAsync($"DELETE {experiment}/start")).Expect(200);

        var flag = await manager.Admin.CallAsync($"GET {project}{Settings}");
        Assert.Equal(("False", "10"), (flag["enabled"], flag["rolloutPercentage"]));
    }

    [Fact]
    public async Task Once_users_were_counted_a_start_cannot_be_undone()
    {
        var experiment = await manager.StartExperimentAsync(await manager.NewProjectAtTenPercentAsync(connected: true));
        await manager.CountExposuresAsync(experiment, 7);

        Assert.Contains(
            "7 users have already been counted",
            (await manager.Admin.CallAsync($"DELETE {experiment}/start")).Expect(409)["detail"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task After_15_minutes_a_start_cannot_be_undone()
    {
        var experiment = await manager.StartExperimentAsync(await manager.NewProjectAtTenPercentAsync());
        await using (var db = manager.OpenDatabase())
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                update experiments
                set flag_before = jsonb_set(flag_before::jsonb, array['at'], to_jsonb(now() - interval '16 minutes'))::json
                where id = {ExperimentsUnderTest.IdOf(experiment)}
                """,
                TestContext.Current.CancellationToken
            );
        }

        Assert.Contains(
            "15 minutes",
            (await manager.Admin.CallAsync($"DELETE {experiment}/start")).Expect(409)["detail"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task After_a_new_phase_and_after_the_stop_there_is_no_start_to_undo()
    {
        var experiment = await manager.StartExperimentAsync(await manager.NewProjectAtTenPercentAsync());
        (await manager.Admin.CallAsync($"PATCH {experiment}", """{"percentTested":20,"newPhase":true}""")).Expect(200);
        (await manager.Admin.CallAsync($"DELETE {experiment}/start")).Expect(409);
        (await manager.Admin.CallAsync($"POST {experiment}/stop")).Expect(200);

        (await manager.Admin.CallAsync($"DELETE {experiment}/start")).Expect(409);
    }
}
