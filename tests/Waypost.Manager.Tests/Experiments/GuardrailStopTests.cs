using Microsoft.Extensions.Logging;
using Waypost.Manager.Tests.Support;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>A guardrail that gets worse switches the flag off, if the plan asks for it.</summary>
public sealed class GuardrailStopTests(GuardrailScenario scenario) : IClassFixture<GuardrailScenario>
{
    private const string Paused = "EXPERIMENT_PAUSED_BY_GUARDRAIL";

    private ExperimentsUnderTest Manager => scenario.Manager;

    [Fact]
    public async Task A_guardrail_that_gets_worse_gives_everyone_the_control_and_says_why()
    {
        var (project, experiment) = await scenario.StartAsync();
        var before = (await scenario.FlagAsync(project)).GetProperty("version").GetInt64();
        await Manager.AnalyseAsync(experiment, GuardrailScenario.Analysis(Decision.Worse));

        Assert.Equal(1, await scenario.CheckAsync());

        var flag = await scenario.FlagAsync(project);
        Assert.False(flag.GetProperty("enabled").GetBoolean());
        Assert.Equal("off", flag.GetProperty("offVariant").GetString());
        Assert.Equal(before + 1, flag.GetProperty("version").GetInt64());
        var paused = await scenario.ExperimentAsync(experiment);
        Assert.Equal("running", paused.GetProperty("status").GetString());
        var alarm = paused.GetProperty("guardrailAlarm");
        Assert.Equal(
            ("value", "on", 1, 0.0004),
            (
                alarm.GetProperty("metric").GetString(),
                alarm.GetProperty("variant").GetString(),
                alarm.GetProperty("analysis").GetInt32(),
                alarm.GetProperty("pValue").GetDouble()
            )
        );
        Assert.Equal(alarm.GetProperty("at").GetDateTimeOffset(), paused.GetProperty("pauses")[0].GetProperty("from").GetDateTimeOffset());
        var log = await scenario.LogAsync(project);
        Assert.Equal([Paused, "FLAG_EDITED"], log.Take(2).Select(entry => entry.GetProperty("type").GetString()).Order());
        Assert.All(log.Take(2), entry => Assert.Equal("waypost (guardrail stop)", entry.GetProperty("actor").GetString()));
        Assert.Contains(
            scenario.Logs.At(LogLevel.Warning),
            text => text.Contains("guardrail value got worse in variant on (analysis 1)", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task It_acts_once_with_several_managers_and_not_again_when_the_flag_is_switched_on()
    {
        var (project, experiment) = await scenario.StartAsync();
        await Manager.AnalyseAsync(experiment, GuardrailScenario.Analysis(Decision.Worse));

        var paused = await Overlap.RunAsync(Manager.ConnectionString, "environments", 3, _ => scenario.CheckAsync());

        Assert.Equal(1, paused.Sum());
        Assert.Single(await scenario.LogAsync(project), entry => entry.GetProperty("type").GetString() == Paused);

        (await Manager.SwitchFlagAsync(project, true)).Expect(200);
        await Manager.AnalyseAsync(experiment, GuardrailScenario.Analysis(Decision.Worse, later: TimeSpan.FromMinutes(1)));
        Assert.Equal(0, await scenario.CheckAsync());
        Assert.True((await scenario.FlagAsync(project)).GetProperty("enabled").GetBoolean());
        Assert.True((await scenario.ExperimentAsync(experiment)).TryGetProperty("guardrailAlarm", out _));
    }

    [Fact]
    public async Task A_new_phase_is_watched_again_and_the_result_of_an_older_phase_does_nothing()
    {
        var (project, experiment) = await scenario.StartAsync();
        await Manager.AnalyseAsync(experiment, GuardrailScenario.Analysis(Decision.Worse));
        Assert.Equal(1, await scenario.CheckAsync());
        (await Manager.Admin.CallAsync($"POST {experiment}/analyses")).Expect(202);
        (await Manager.Admin.CallAsync($"PATCH {experiment}", """{"newPhase":true}""")).Expect(200);
        (await Manager.SwitchFlagAsync(project, true)).Expect(200);

        // It was requested in the older phase.
        await Manager.EndAnalysisAsync(experiment, GuardrailScenario.Analysis(Decision.Worse, later: TimeSpan.FromMinutes(1)));
        Assert.Equal(0, await scenario.CheckAsync());
        Assert.False((await scenario.ExperimentAsync(experiment)).TryGetProperty("guardrailAlarm", out _));

        await Manager.AnalyseAsync(experiment, GuardrailScenario.Analysis(Decision.Worse, later: TimeSpan.FromMinutes(1)));
        Assert.Equal(1, await scenario.CheckAsync());
    }

    [Fact]
    public async Task A_result_from_before_a_person_switched_the_flag_on_again_does_nothing()
    {
        var (project, experiment) = await scenario.StartAsync();
        (await Manager.SwitchFlagAsync(project, false)).Expect(200);
        await Manager.AnalyseAsync(experiment, GuardrailScenario.Analysis(Decision.Worse));
        Assert.Equal(0, await scenario.CheckAsync());

        (await Manager.SwitchFlagAsync(project, true)).Expect(200);
        Assert.Equal(0, await scenario.CheckAsync());

        await Manager.AnalyseAsync(experiment, GuardrailScenario.Analysis(Decision.Worse, later: TimeSpan.FromMinutes(1)));
        Assert.Equal(1, await scenario.CheckAsync());
    }

    [Theory]
    [InlineData(Decision.Better, "value", AnalysisBasis.AlwaysValid)]
    [InlineData(Decision.NoDifferenceShown, "value", AnalysisBasis.AlwaysValid)]
    [InlineData(Decision.DoNotTrust, "value", AnalysisBasis.AlwaysValid)]
    [InlineData(Decision.Worse, "done", AnalysisBasis.AlwaysValid)] // not a guardrail
    [InlineData(Decision.Worse, "value", AnalysisBasis.Fixed)] // not always valid
    public async Task Nothing_else_switches_the_flag_off(Decision decision, string metric, string basis)
    {
        var (project, experiment) = await scenario.StartAsync();

        await Manager.AnalyseAsync(experiment, GuardrailScenario.Analysis(decision, metric, basis));

        Assert.Equal(0, await scenario.CheckAsync());
        Assert.True((await scenario.FlagAsync(project)).GetProperty("enabled").GetBoolean());
    }

    [Fact]
    public async Task The_newest_analysis_counts_also_for_data_after_the_planned_end()
    {
        var (_, experiment) = await scenario.StartAsync();
        await Manager.AnalyseAsync(experiment, GuardrailScenario.Analysis(Decision.Worse));
        await Manager.AnalyseAsync(experiment, GuardrailScenario.Analysis(Decision.NoDifferenceShown));
        Assert.Equal(0, await scenario.CheckAsync());

        await Manager.AnalyseAsync(
            experiment,
            GuardrailScenario.Analysis(Decision.NoDifferenceShown, basis: AnalysisBasis.Fixed) with
            {
                Later = GuardrailScenario.Analysis(Decision.Worse),
            }
        );
        Assert.Equal(1, await scenario.CheckAsync());
    }

    [Fact]
    public async Task Without_the_option_and_after_the_stop_nothing_happens()
    {
        var (_, without) = await scenario.StartAsync(stop: false);
        var (project, stopped) = await scenario.StartAsync();
        await Manager.AnalyseAsync(without, GuardrailScenario.Analysis(Decision.Worse));
        await Manager.AnalyseAsync(stopped, GuardrailScenario.Analysis(Decision.Worse));
        (await Manager.Admin.CallAsync($"POST {stopped}/stop", """{"winner":"on"}""")).Expect(200);

        Assert.Equal(0, await scenario.CheckAsync());
        Assert.True((await scenario.FlagAsync(project)).GetProperty("enabled").GetBoolean());
    }

    [Fact]
    public async Task If_the_off_variant_is_not_the_control_it_becomes_the_control()
    {
        var (project, experiment) = await scenario.StartAsync();
        (
            await Manager.Admin.CallAsync(
                $"PATCH {project}/environments/production/flags/form",
                """{"offVariant":"on"}""",
                contentType: "application/merge-patch+json"
            )
        ).Expect(200);
        await Manager.AnalyseAsync(experiment, GuardrailScenario.Analysis(Decision.Worse));

        Assert.Equal(1, await scenario.CheckAsync());

        var flag = await scenario.FlagAsync(project);
        Assert.Equal((false, "off"), (flag.GetProperty("enabled").GetBoolean(), flag.GetProperty("offVariant").GetString()));
    }

    [Fact]
    public async Task It_needs_a_guardrail_and_is_frozen_while_the_experiment_runs()
    {
        var project = await Manager.NewProjectAsync();
        var without = await Manager.Admin.CallAsync(
            $"POST {project}/experiments",
            """{"name":"A","flag":"form","environment":"production","metrics":["done"],"guardrailStop":true}"""
        );
        Assert.Equal(["guardrailStop"], without.Expect(400).WrongFields);

        var (_, experiment) = await scenario.StartAsync();
        Assert.Contains(
            "guardrail stop",
            (await Manager.Admin.CallAsync($"PATCH {experiment}", """{"guardrailStop":false}""")).Expect(409)["detail"],
            StringComparison.Ordinal
        );
        var changed = await Manager.Admin.CallAsync($"PATCH {experiment}", """{"guardrailStop":false,"newPhase":true}""");
        Assert.Equal("False", changed.Expect(200)["guardrailStop"]);
    }
}
