using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Tests.Support;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>A margin belongs to a metric of a plan: it is checked, kept, frozen by the start, logged and sent to the worker.</summary>
public sealed class MarginTests(ExperimentsUnderTest manager) : IClassFixture<ExperimentsUnderTest>
{
    private const string Guarded = ""","roles":{"done":"primary","value":"guardrail"},"margins":{"value":{"relative":0.02}}""";

    [Fact]
    public async Task A_plan_keeps_its_margins()
    {
        var project = await manager.NewProjectAsync(connected: false);
        var experiment = await manager.NewExperimentAsync(
            project,
            """
            ,"roles":{"done":"primary","value":"guardrail"},
            "margins":{"value":{"relative":0.02},"done":{"kind":"equivalence","absolute":0.005}}
            """
        );

        Assert.Equal(
            """{"done":{"kind":"equivalence","absolute":0.005},"value":{"kind":"nonInferiority","relative":0.02}}""",
            await MarginsAsync(experiment)
        );
        Assert.Equal("{}", await MarginsAsync(await manager.NewExperimentAsync(project)));
    }

    [Theory]
    [InlineData("""{"relative":0}""", "above 0")]
    [InlineData("""{"relative":-0.02}""", "above 0")]
    [InlineData("""{"relative":1}""", "below 100")]
    [InlineData("""{"absolute":0}""", "above 0")]
    [InlineData("""{"absolute":-5}""", "above 0")]
    [InlineData("""{"absolute":1e300}""", "above 0")]
    [InlineData("""{"absolute":2}""", "below 100 percentage points")]
    [InlineData("""{"relative":0.02,"absolute":0.1}""", "one of them")]
    [InlineData("""{"kind":"equivalence"}""", "one of them")]
    public async Task A_margin_without_sense_is_refused_and_the_metric_is_named(string margin, string reason)
    {
        var project = await manager.NewProjectAsync(connected: false);

        var answer = await manager.Admin.CallAsync(
            $"POST {project}/experiments",
            $$"""{"name":"X","flag":"form","environment":"production","metrics":["done"],"margins":{"done":{{margin}} } }"""
        );

        Assert.Equal(["margins.done"], answer.Expect(400).WrongFields);
        Assert.Contains(reason, answer.Body.GetProperty("errors").GetProperty("margins.done")[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"done":{"relative":"NaN"}}""", "margins.done.relative")]
    [InlineData("""{"done":{"kind":"harmless","relative":0.1}}""", "margins.done.kind")]
    [InlineData("""{"done":{"percent":2}}""", "margins.done.percent")]
    [InlineData("""{"gone":{"relative":0.1}}""", "margins")]
    [InlineData("""{"value":{"relative":0.1}}""", "margins.value")]
    public async Task What_is_no_margin_of_a_primary_metric_or_guardrail_is_refused(string margins, string field)
    {
        var project = await manager.NewProjectAsync(connected: false);

        var answer = await manager.Admin.CallAsync(
            $"POST {project}/experiments",
            $$"""{"name":"X","flag":"form","environment":"production","metrics":["done","value"],"margins":{{margins}}}"""
        );

        Assert.Equal([field], answer.Expect(400).WrongFields);
    }

    [Fact]
    public async Task In_a_draft_one_margin_replaces_another_and_null_removes_it()
    {
        var experiment = await manager.NewExperimentAsync(await manager.NewProjectAsync(connected: false), Guarded);

        (await manager.Admin.CallAsync($"PATCH {experiment}", """{"margins":{"VALUE":{"absolute":3}}}""")).Expect(200);
        Assert.Equal("""{"value":{"kind":"nonInferiority","absolute":3}}""", await MarginsAsync(experiment));

        (await manager.Admin.CallAsync($"PATCH {experiment}", """{"roles":{"value":"secondary"}}""")).Expect(400);
        (await manager.Admin.CallAsync($"PATCH {experiment}", """{"margins":{"value":null}}""")).Expect(200);
        Assert.Equal("{}", await MarginsAsync(experiment));
    }

    [Fact]
    public async Task A_metric_that_is_no_longer_used_loses_its_margin()
    {
        var experiment = await manager.NewExperimentAsync(await manager.NewProjectAsync(connected: false), Guarded);

        (await manager.Admin.CallAsync($"PATCH {experiment}", """{"metrics":["done"]}""")).Expect(200);

        Assert.Equal("{}", await MarginsAsync(experiment));
    }

    [Theory]
    [InlineData("""{"margins":{"value":{"relative":0.05}}}""")]
    [InlineData("""{"margins":{"value":{"kind":"equivalence","relative":0.02}}}""")]
    [InlineData("""{"margins":{"value":null}}""")]
    [InlineData("""{"margins":{"done":{"relative":0.05}}}""")]
    [InlineData("""{"metrics":["done"]}""")]
    public async Task A_running_experiment_keeps_its_margins_unless_a_new_phase_begins(string patch)
    {
        var experiment = await manager.NewExperimentAsync(await manager.NewProjectAsync(connected: false), Guarded);
        (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(200);

        var refused = await manager.Admin.CallAsync($"PATCH {experiment}", patch);
        Assert.Contains("margins", refused.Expect(409)["detail"], StringComparison.Ordinal);
        Assert.Equal("""{"value":{"kind":"nonInferiority","relative":0.02}}""", await MarginsAsync(experiment));

        var phase = await manager.Admin.CallAsync($"PATCH {experiment}", patch[..^1] + ""","newPhase":true}""");
        Assert.Equal("2", phase.Expect(200)["phase"]);
        Assert.NotEqual("""{"value":{"kind":"nonInferiority","relative":0.02}}""", await MarginsAsync(experiment));
    }

    [Fact]
    public async Task Without_a_change_of_margins_a_running_experiment_can_be_edited()
    {
        var experiment = await manager.NewExperimentAsync(await manager.NewProjectAsync(connected: false), Guarded);
        (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(200);

        (await manager.Admin.CallAsync($"PATCH {experiment}", """{"name":"Other","margins":{"value":{"relative":0.02}}}""")).Expect(200);
        (await manager.Admin.CallAsync($"POST {experiment}/stop")).Expect(200);

        Assert.Contains(
            "margins",
            (await manager.Admin.CallAsync($"PATCH {experiment}", """{"margins":{"value":null}}""")).Expect(409)["detail"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_audit_log_says_what_changed()
    {
        var project = await manager.NewProjectAsync(connected: false);
        var experiment = await manager.NewExperimentAsync(project, Guarded);
        (await manager.Admin.CallAsync($"PATCH {experiment}", """{"margins":{"value":{"kind":"equivalence","absolute":3}}}""")).Expect(200);

        var entry = (await manager.Admin.CallAsync($"GET {project}/events?type=EXPERIMENT_EDITED")).Expect(200).Body.GetProperty("items")[
            0
        ];

        Assert.Equal("value: no harm above 2\u00a0%", entry.GetProperty("before").GetProperty("margins")[0].GetString());
        Assert.Equal("value: difference within ±3", entry.GetProperty("after").GetProperty("margins")[0].GetString());
    }

    [Fact]
    public async Task An_analysis_gets_the_margins()
    {
        var experiment = await manager.NewExperimentAsync(await manager.NewProjectAsync(), Guarded);
        (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(200);
        (await manager.Admin.CallAsync($"POST {experiment}/analyses")).Expect(202);

        await using var db = manager.OpenDatabase();
        var id = ExperimentsUnderTest.IdOf(experiment);
        var payload = await db
            .ExperimentJobs.Where(j => j.ExperimentId == id)
            .Select(j => j.Job.Payload)
            .SingleAsync(TestContext.Current.CancellationToken);
        var metrics = payload.Deserialize(ExperimentsJson.Default.AnalysisRequest)!.Metrics;

        Assert.Equal([null, new MetricMargin { Relative = 0.02 }], metrics.Select(metric => metric.Margin));
    }

    [Fact]
    public async Task The_sample_size_is_planned_for_a_margin()
    {
        var experiment = await manager.NewExperimentAsync(await manager.NewProjectAsync(), Guarded);

        (await manager.Admin.CallAsync($"POST {experiment}/plan", """{"margin":true}""")).Expect(200);

        var body = manager.Stats.Requests.Last(a => a.Path == Wire.WirePaths.Plan).Body;
        var request = JsonSerializer.Deserialize(body, ExperimentsJson.Default.PlanRequest)!;
        Assert.Equal(("value", new MetricMargin { Relative = 0.02 }), (request.Metric.Key, request.Margin));
        Assert.Equal(
            ["metric"],
            (await manager.Admin.CallAsync($"POST {experiment}/plan", """{"metric":"done","margin":true}""")).Expect(400).WrongFields
        );
        Assert.Equal(
            ["minimumEffect"],
            (await manager.Admin.CallAsync($"POST {experiment}/plan", """{"minimumEffect":0.1,"margin":true}""")).Expect(400).WrongFields
        );
    }

    private async Task<string> MarginsAsync(string experiment) =>
        (await manager.Admin.CallAsync($"GET {experiment}")).Expect(200).Body.GetProperty("margins").GetRawText();
}
