using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Tests.Support;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>The steps of a funnel belong to a metric: they are checked, kept, frozen by a start, and sent to the worker.</summary>
public sealed class FunnelTests(ExperimentsUnderTest manager) : IClassFixture<ExperimentsUnderTest>
{
    private const string Steps = """[{"name":"Opened","query":"select 1"},{"name":"Address","query":"select 2"}]""";

    [Fact]
    public async Task A_metric_keeps_its_steps_and_a_replacement_that_changes_nothing_saves_nothing()
    {
        var project = await manager.NewProjectAsync(connected: false);
        var created = await NewFunnelAsync(project, Steps);
        Assert.Equal(Steps, created.Expect(201).Body.GetProperty("steps").GetRawText());

        var body = $$"""{"type":"binomial","query":"select 3","steps":{{Steps}} }""";
        var same = (await manager.Admin.CallAsync($"PUT {project}/metrics/funnel", body)).Expect(200);

        Assert.Equal(created.ETag, same.ETag);
        Assert.Equal(Steps, same.Body.GetProperty("steps").GetRawText());
        var without = await manager.Admin.CallAsync($"PUT {project}/metrics/funnel", """{"type":"binomial","query":"select 3"}""");
        Assert.False(without.Expect(200).Body.TryGetProperty("steps", out _));
        var entry = (await manager.Admin.CallAsync($"GET {project}/events?type=METRIC_EDITED")).Expect(200).Body.GetProperty("items")[0];
        Assert.Equal(Steps, entry.GetProperty("before").GetProperty("steps").GetRawText());
    }

    [Theory]
    [InlineData("""[{"name":"","query":"select 1"}]""", "steps[0].name")]
    [InlineData("""[{"name":"A","query":"select 1"},{"name":"B","query":" "}]""", "steps[1].query")]
    [InlineData("""[{"name":"A"}]""", "steps[0].query")]
    [InlineData("""[{"name":"A","query":"select 1","within":5}]""", "steps[0].within")]
    [InlineData("""[null]""", "steps[0]")]
    [InlineData("\"A\"", "steps")]
    public async Task A_step_without_sense_is_refused(string steps, string field)
    {
        var project = await manager.NewProjectAsync(connected: false);

        Assert.Equal([field], (await NewFunnelAsync(project, steps)).Expect(400).WrongFields);
    }

    [Fact]
    public async Task A_funnel_has_at_most_eight_steps_and_is_binomial()
    {
        var project = await manager.NewProjectAsync(connected: false);
        string Many(int count) => $"[{string.Join(',', Enumerable.Repeat("""{"name":"A","query":"select 1"}""", count))}]";

        Assert.Equal(["steps"], (await NewFunnelAsync(project, Many(8))).Expect(400).WrongFields);
        Assert.Equal(["steps"], (await NewFunnelAsync(project, Steps, "count")).Expect(400).WrongFields);
        (await NewFunnelAsync(project, Many(7))).Expect(201);
    }

    [Fact]
    public async Task Steps_cannot_change_while_an_experiment_runs_and_are_sent_to_the_worker()
    {
        var project = await manager.NewProjectAsync();
        (await NewFunnelAsync(project, Steps)).Expect(201);
        var experiment = await manager.NewExperimentAsync(project);
        (await manager.Admin.CallAsync($"PATCH {experiment}", """{"metrics":["funnel"]}""")).Expect(200);
        (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(200);
        (await manager.Admin.CallAsync($"POST {experiment}/analyses")).Expect(202);

        var other = """{"type":"binomial","query":"select 3","steps":[{"name":"Opened","query":"select 1"}]}""";
        var refused = (await manager.Admin.CallAsync($"PUT {project}/metrics/funnel", other)).Expect(409);

        Assert.Contains("Changing its steps now", refused["detail"], StringComparison.Ordinal);
        await using var db = manager.OpenDatabase();
        var id = ExperimentsUnderTest.IdOf(experiment);
        var payload = await db
            .ExperimentJobs.Where(j => j.ExperimentId == id)
            .Select(j => j.Job.Payload)
            .SingleAsync(TestContext.Current.CancellationToken);
        var metric = payload.Deserialize(ExperimentsJson.Default.AnalysisRequest)!.Metrics[0].Definition;
        Assert.Equal([("Opened", "select 1"), ("Address", "select 2")], metric.Steps!.Select(step => (step.Name, step.Query)));
    }

    [Fact]
    public async Task A_changed_step_is_checked_although_the_query_is_the_same()
    {
        var project = await manager.NewProjectAsync();
        (await NewFunnelAsync(project, Steps)).Expect(201);
        var asked = manager.Stats.Requests.Count;

        var body = """{"type":"binomial","query":"select 3","steps":[{"name":"Opened","query":"select 9"}]}""";
        (await manager.Admin.CallAsync($"PUT {project}/metrics/funnel", body)).Expect(200);

        Assert.Equal(asked + 1, manager.Stats.Requests.Count);
    }

    [Fact]
    public async Task A_step_that_may_not_run_is_named()
    {
        var project = await manager.NewProjectAsync(connected: false);

        var answer = await NewFunnelAsync(project, """[{"name":"A","query":"select 1"},{"name":"B","query":"drop table users"}]""");

        Assert.Equal(["steps[1].query"], answer.Expect(422).WrongFields);
    }

    private Task<ApiResponse> NewFunnelAsync(string project, string steps, string type = "binomial") =>
        manager.Admin.CallAsync(
            $"POST {project}/metrics",
            $$"""{"key":"funnel","type":"{{type}}","query":"select 3","steps":{{steps}} }"""
        );
}
