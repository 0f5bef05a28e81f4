using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Tests.Support;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>What a start does to a live rollout, how it is taken back, and what a stop leaves behind.</summary>
public sealed class StartAndStopTests(ExperimentsUnderTest manager) : IClassFixture<ExperimentsUnderTest>
{
    private const string Settings = "/environments/production/flags/form";

    [Fact]
    public async Task Without_a_primary_metric_nothing_would_decide_and_it_does_not_start()
    {
        var project = await AtTenPercentAsync();
        var experiment = await manager.NewExperimentAsync(project, ""","roles":{"done":"secondary"}""");

        Assert.Equal(["metrics"], (await manager.Admin.AskAsync($"POST {experiment}/start")).Expect(400).WrongFields);

        Assert.Equal("10", (await manager.Admin.AskAsync($"GET {project}{Settings}"))["rolloutPercentage"]);
        Assert.Equal("draft", (await manager.Admin.AskAsync($"GET {experiment}"))["status"]);
    }

    [Fact]
    public async Task A_start_says_how_the_flag_stood_and_a_stop_can_put_it_back()
    {
        var project = await AtTenPercentAsync();
        var experiment = await manager.NewExperimentAsync(project);

        var started = (await manager.Admin.AskAsync($"POST {experiment}/start")).Expect(200).Body.GetProperty("flagBefore");
        Assert.True(started.GetProperty("enabled").GetBoolean());
        Assert.Equal(10_000, started.GetProperty("fallthrough").GetProperty("rollout")[0].GetProperty("weight").GetInt32());
        Assert.Equal("50", (await manager.Admin.AskAsync($"GET {project}{Settings}"))["rolloutPercentage"]);
        (await manager.Admin.AskAsync($"POST {experiment}/stop", """{"restore":true}""")).Expect(200);

        var after = await manager.Admin.AskAsync($"GET {project}{Settings}");
        Assert.Equal(("True", "10"), (after["enabled"], after["rolloutPercentage"]));
        Assert.False(after.Body.TryGetProperty("experiment", out _));
    }

    [Fact]
    public async Task A_flag_that_was_off_before_is_off_again()
    {
        var project = await manager.NewProjectAsync(connected: false);
        var experiment = await manager.NewExperimentAsync(project);
        (await manager.Admin.AskAsync($"POST {experiment}/start")).Expect(200);

        (await manager.Admin.AskAsync($"POST {experiment}/stop", """{"restore":true}""")).Expect(200);

        Assert.Equal("False", (await manager.Admin.AskAsync($"GET {project}{Settings}"))["enabled"]);
    }

    [Fact]
    public async Task A_winner_and_what_was_before_exclude_each_other()
    {
        var experiment = await StartedAsync(await AtTenPercentAsync());

        Assert.Equal(
            ["restore"],
            (await manager.Admin.AskAsync($"POST {experiment}/stop", """{"winner":"on","restore":true}""")).Expect(400).WrongFields
        );
    }

    [Fact]
    public async Task A_start_is_taken_back_and_may_be_done_again()
    {
        var project = await AtTenPercentAsync();
        var experiment = await StartedAsync(project);

        Assert.Equal("draft", (await manager.Admin.AskAsync($"DELETE {experiment}/start")).Expect(200)["status"]);

        var flag = await manager.Admin.AskAsync($"GET {project}{Settings}");
        Assert.Equal(("True", "10"), (flag["enabled"], flag["rolloutPercentage"]));
        Assert.False(flag.Body.TryGetProperty("experiment", out _));
        var log = (await manager.Admin.AskAsync($"GET {project}/events?flag=form"))
            .Body.GetProperty("items")
            .EnumerateArray()
            .Select(e => e.GetProperty("type").GetString());
        Assert.Contains("EXPERIMENT_START_UNDONE", log);
        Assert.Equal("running", (await manager.Admin.AskAsync($"POST {experiment}/start")).Expect(200)["status"]);
    }

    [Fact]
    public async Task A_flag_that_was_switched_off_meanwhile_stays_off_when_the_start_is_taken_back()
    {
        var project = await AtTenPercentAsync();
        var experiment = await StartedAsync(project);
        (await SwitchAsync(project, false)).Expect(200);

        (await manager.Admin.AskAsync($"DELETE {experiment}/start")).Expect(200);

        var flag = await manager.Admin.AskAsync($"GET {project}{Settings}");
        Assert.Equal(("False", "10"), (flag["enabled"], flag["rolloutPercentage"]));
    }

    [Fact]
    public async Task Once_users_were_counted_a_start_cannot_be_taken_back()
    {
        var experiment = await StartedAsync(await AtTenPercentAsync(connected: true));
        (await manager.Admin.AskAsync($"POST {experiment}/exposures/refresh")).Expect(202);
        await manager.EndJobAsync(
            experiment,
            JobKinds.Exposures,
            "succeeded",
            JsonSerializer.Serialize(JobResults.Exposures(7), ExperimentsJson.Default.ExposuresResult)
        );

        Assert.Contains(
            "7 users have already been counted",
            (await manager.Admin.AskAsync($"DELETE {experiment}/start")).Expect(409)["detail"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Later_a_start_cannot_be_taken_back()
    {
        var experiment = await StartedAsync(await AtTenPercentAsync());
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
            (await manager.Admin.AskAsync($"DELETE {experiment}/start")).Expect(409)["detail"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task After_a_new_phase_and_after_the_stop_there_is_no_start_to_take_back()
    {
        var experiment = await StartedAsync(await AtTenPercentAsync());
        (await manager.Admin.AskAsync($"PATCH {experiment}", """{"percentTested":20,"newPhase":true}""")).Expect(200);
        (await manager.Admin.AskAsync($"DELETE {experiment}/start")).Expect(409);
        (await manager.Admin.AskAsync($"POST {experiment}/stop")).Expect(200);

        (await manager.Admin.AskAsync($"DELETE {experiment}/start")).Expect(409);
    }

    [Fact]
    public async Task A_finished_experiment_ships_its_winner_later()
    {
        var project = await AtTenPercentAsync();
        var experiment = await StartedAsync(project);
        (await manager.Admin.AskAsync($"POST {experiment}/ship", """{"winner":"on"}""")).Expect(409);
        (await manager.Admin.AskAsync($"POST {experiment}/stop")).Expect(200);
        Assert.Equal(["winner"], (await manager.Admin.AskAsync($"POST {experiment}/ship", """{"winner":"red"}""")).Expect(400).WrongFields);

        Assert.Equal("on", (await manager.Admin.AskAsync($"POST {experiment}/ship", """{"winner":"on"}""")).Expect(200)["winner"]);

        Assert.Equal("100", (await manager.Admin.AskAsync($"GET {project}{Settings}"))["rolloutPercentage"]);
    }

    [Fact]
    public async Task Under_another_running_experiment_nothing_is_shipped()
    {
        var project = await AtTenPercentAsync();
        var first = await StartedAsync(project);
        (await manager.Admin.AskAsync($"POST {first}/stop")).Expect(200);
        var second = await StartedAsync(project);

        var answer = (await manager.Admin.AskAsync($"POST {first}/ship", """{"winner":"on"}""")).Expect(409);

        Assert.Contains($"Experiment {ExperimentsUnderTest.IdOf(second)} (", answer["detail"], StringComparison.Ordinal);
        Assert.Contains("already running on flag", answer["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Switching_the_flag_off_is_never_refused_and_pauses_the_experiment()
    {
        var project = await AtTenPercentAsync();
        var experiment = await StartedAsync(project);

        (await SwitchAsync(project, false)).Expect(200);
        var paused = (await manager.Admin.AskAsync($"GET {experiment}")).Body;
        Assert.Equal("running", paused.GetProperty("status").GetString());
        Assert.False(Assert.Single(paused.GetProperty("pauses").EnumerateArray()).TryGetProperty("to", out _));
        (await SwitchAsync(project, true)).Expect(200);
        (await SwitchAsync(project, false)).Expect(200);
        (await manager.Admin.AskAsync($"POST {experiment}/stop")).Expect(200);

        var stopped = (await manager.Admin.AskAsync($"GET {experiment}")).Body;
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
    public async Task A_new_phase_of_a_paused_experiment_switches_nothing_on()
    {
        var project = await AtTenPercentAsync();
        var experiment = await StartedAsync(project);
        (await SwitchAsync(project, false)).Expect(200);

        (await manager.Admin.AskAsync($"PATCH {experiment}", """{"percentTested":20,"newPhase":true}""")).Expect(200);

        var flag = await manager.Admin.AskAsync($"GET {project}{Settings}");
        Assert.Equal(("False", "20"), (flag["enabled"], flag["rolloutPercentage"]));
        var changed = (await manager.Admin.AskAsync($"GET {experiment}")).Body;
        Assert.Equal(
            changed.GetProperty("phaseStartedAt").GetDateTimeOffset(),
            changed.GetProperty("pauses")[0].GetProperty("from").GetDateTimeOffset()
        );
    }

    private Task<Answer> SwitchAsync(string project, bool on) =>
        manager.Admin.AskAsync(
            $"PATCH {project}{Settings}",
            on ? """{"enabled":true}""" : """{"enabled":false}""",
            contentType: "application/merge-patch+json"
        );

    private async Task<string> AtTenPercentAsync(bool connected = false)
    {
        var project = await manager.NewProjectAsync(connected);
        (
            await manager.Admin.AskAsync(
                $"PATCH {project}{Settings}",
                """{"enabled":true,"rolloutPercentage":10}""",
                contentType: "application/merge-patch+json"
            )
        ).Expect(200);
        return project;
    }

    private async Task<string> StartedAsync(string project)
    {
        var experiment = await manager.NewExperimentAsync(project);
        (await manager.Admin.AskAsync($"POST {experiment}/start")).Expect(200);
        return experiment;
    }
}
