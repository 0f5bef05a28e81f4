using Microsoft.Extensions.Logging;
using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Experiments.Health;

/// <summary>Problems of running experiments are opened and ended once, and told where people look.</summary>
public sealed class HealthMonitorTests(ExperimentsUnderTest manager) : IClassFixture<ExperimentsUnderTest>, IDisposable
{
    private const string Found = "EXPERIMENT_PROBLEM_FOUND";
    private const string Over = "EXPERIMENT_PROBLEM_OVER";

    private readonly HealthScenario scenario = new(manager);

    public void Dispose() => scenario.Dispose();

    [Fact]
    public async Task A_problem_is_opened_once_by_several_managers_and_says_what_to_look_at()
    {
        var (project, experiment) = await scenario.StartAsync();
        await scenario.CountAsync(experiment, lastDay: 0);

        await Overlap.RunAsync(manager.ConnectionString, "experiments", 3, _ => scenario.CheckAsync());
        await scenario.CheckAsync();

        var health = await scenario.HealthAsync(experiment);
        Assert.Equal("problems", health.GetProperty("status").GetString());
        var problem = Assert.Single(health.GetProperty("problems").EnumerateArray());
        Assert.Equal("exposures-stopped", problem.GetProperty("check").GetString());
        Assert.Equal("alarm", problem.GetProperty("severity").GetString());
        Assert.Equal(scenario.Today.AddDays(-1), problem.GetProperty("since").GetDateTimeOffset());
        Assert.Contains("nobody had an exposure", problem.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("Check that the application", problem.GetProperty("advice").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            ["not-counted fine", "exposures-stopped problem", "sample-ratio fine"],
            health
                .GetProperty("checks")
                .EnumerateArray()
                .Take(3)
                .Select(check => $"{check.GetProperty("code").GetString()} {check.GetProperty("state").GetString()}")
        );
        var entry = Assert.Single(await scenario.LogAsync(project));
        Assert.Equal(
            (Found, "waypost (health)", "Exposures have stopped"),
            (
                entry.GetProperty("type").GetString(),
                entry.GetProperty("actor").GetString(),
                entry.GetProperty("after").GetProperty("problem").GetString()
            )
        );
        var listed = (await manager.Admin.CallAsync($"GET {project}/experiments")).Expect(200).Body.GetProperty("items")[0];
        Assert.Equal("Exposures have stopped", listed.GetProperty("problems")[0].GetProperty("title").GetString());
        Assert.Single(scenario.Logs.At(LogLevel.Warning), text => text.Contains("exposures-stopped: On ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_is_ended_once_when_a_count_shows_that_it_is_over()
    {
        var (project, experiment) = await scenario.StartAsync();
        await scenario.CountAsync(experiment, lastDay: 0);
        await scenario.CheckAsync();
        scenario.Time.Advance(TimeSpan.FromDays(1));
        await scenario.CountAsync(experiment, lastDay: 100, dayBefore: 0);

        await Overlap.RunAsync(manager.ConnectionString, "experiments", 3, _ => scenario.CheckAsync());

        var health = await scenario.HealthAsync(experiment);
        Assert.Equal("fine", health.GetProperty("status").GetString());
        Assert.Equal(0, health.GetProperty("problems").GetArrayLength());
        var past = Assert.Single(health.GetProperty("past").EnumerateArray());
        Assert.Equal(scenario.Time.GetUtcNow(), past.GetProperty("endedAt").GetDateTimeOffset());
        Assert.Equal([Over, Found], (await scenario.LogAsync(project)).Select(entry => entry.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task A_metric_that_drops_in_all_variants_is_found_from_the_volumes_of_the_nightly_result()
    {
        var (_, experiment) = await scenario.StartAsync();
        await scenario.CountAsync(experiment, lastDay: 100);
        await scenario.AddVolumesAsync(experiment, lastDay: 5);
        await scenario.CheckAsync();

        var problem = Assert.Single((await scenario.HealthAsync(experiment)).GetProperty("problems").EnumerateArray());
        Assert.Equal(
            ("metric-dropped", "done", "“Done” has dropped in all variants"),
            (problem.GetProperty("check").GetString(), problem.GetProperty("metric").GetString(), problem.GetProperty("title").GetString())
        );
    }

    [Fact]
    public async Task An_analysis_with_a_sample_ratio_mismatch_is_found_without_a_new_count()
    {
        var (_, experiment) = await scenario.StartAsync();
        await scenario.CountAsync(experiment, lastDay: 100);
        await scenario.CheckAsync();
        scenario.Time.Advance(TimeSpan.FromMinutes(1));
        await manager.AnalyseAsync(
            experiment,
            JobResults.AnalysisOf(1000) with
            {
                AnalyzedAt = scenario.Time.GetUtcNow(),
                SampleRatio = HealthDataBuilder.Ratio(600, 400, 1e-9, "alert"),
            }
        );

        await scenario.CheckAsync();

        var problem = Assert.Single((await scenario.HealthAsync(experiment)).GetProperty("problems").EnumerateArray());
        Assert.Equal("sample-ratio", problem.GetProperty("check").GetString());
    }

    [Fact]
    public async Task A_new_phase_and_the_stop_end_what_was_open()
    {
        var (project, experiment) = await scenario.StartAsync();
        await scenario.CountAsync(experiment, lastDay: 0);
        await scenario.CheckAsync();
        (await manager.Admin.CallAsync($"PATCH {experiment}", """{"newPhase":true}""")).Expect(200);

        // Nobody has counted the new phase, which began years before the fake scenario.Time.
        await scenario.CheckAsync();
        Assert.Equal(
            "not-counted",
            Assert
                .Single((await scenario.HealthAsync(experiment)).GetProperty("problems").EnumerateArray())
                .GetProperty("check")
                .GetString()
        );
        (await manager.Admin.CallAsync($"POST {experiment}/stop", "{}")).Expect(200);
        await scenario.CheckAsync();

        var health = await scenario.HealthAsync(experiment);
        Assert.Equal("notRunning", health.GetProperty("status").GetString());
        Assert.Equal([2, 1], health.GetProperty("past").EnumerateArray().Select(past => past.GetProperty("phase").GetInt32()));
        Assert.Equal([Over, Found, Over, Found], (await scenario.LogAsync(project)).Select(entry => entry.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task It_checks_what_is_new_at_once_and_everything_every_hour()
    {
        var (_, experiment) = await scenario.StartAsync();
        await scenario.CheckAsync();
        var first = await scenario.CheckedAtAsync(experiment);

        scenario.Time.Advance(TimeSpan.FromMinutes(59));
        await scenario.CheckAsync();
        Assert.Equal(first, await scenario.CheckedAtAsync(experiment));

        await scenario.CountAsync(experiment, lastDay: 100);
        await scenario.CheckAsync();
        Assert.Equal(first.AddMinutes(59), await scenario.CheckedAtAsync(experiment));

        scenario.Time.Advance(TimeSpan.FromMinutes(60));
        await scenario.CheckAsync();
        Assert.Equal(first.AddMinutes(119), await scenario.CheckedAtAsync(experiment));
    }

    [Fact]
    public async Task A_draft_is_not_checked_and_undoing_a_start_removes_what_was_found()
    {
        var draft = await manager.NewExperimentAsync(await manager.NewProjectAsync());
        Assert.Equal("notRunning", (await scenario.HealthAsync(draft)).GetProperty("status").GetString());
        (await manager.Admin.CallAsync($"POST {draft}/start")).Expect(200);
        Assert.Equal("notChecked", (await scenario.HealthAsync(draft)).GetProperty("status").GetString());
        await scenario.CheckAsync();
        Assert.NotEqual("notChecked", (await scenario.HealthAsync(draft)).GetProperty("status").GetString());

        (await manager.Admin.CallAsync($"DELETE {draft}/start")).Expect(200);

        var health = await scenario.HealthAsync(draft);
        Assert.Equal(0, health.GetProperty("problems").GetArrayLength() + health.GetProperty("past").GetArrayLength());
        Assert.Equal(404, (await manager.Admin.CallAsync("GET /projects/default/experiments/999999/health")).Status);
    }
}
