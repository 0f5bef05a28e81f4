using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Tests.Support;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>A window belongs to a metric: it is checked, kept, shorter than its experiments, logged and sent to the worker.</summary>
public sealed class MetricWindowTests(ExperimentsUnderTest manager) : IClassFixture<ExperimentsUnderTest>
{
    [Theory]
    [InlineData("""{"hours":168}""", """{"hours":168}""")]
    [InlineData("""{"delayHours":0,"hours":24}""", """{"hours":24}""")]
    [InlineData("""{"delayHours":24}""", """{"delayHours":24}""")]
    [InlineData("""{"delayHours":168,"hours":168}""", """{"delayHours":168,"hours":168}""")]
    [InlineData("""{"hours":8760}""", """{"hours":8760}""")]
    public async Task A_metric_keeps_its_window(string window, string kept)
    {
        var project = await manager.NewProjectAsync(connected: false);

        Assert.Equal(kept, (await NewMetricAsync(project, "m", $$""","window":{{window}}""")).GetProperty("window").GetRawText());
        Assert.Equal(kept, await WindowAsync(project, "m"));
    }

    [Theory]
    [InlineData("{}", "window", "(hours)")]
    [InlineData("""{"delayHours":0}""", "window", "(hours)")]
    [InlineData("""{"hours":0}""", "window", "at least 1 hour")]
    [InlineData("""{"hours":-1}""", "window", "at least 1 hour")]
    [InlineData("""{"delayHours":-1,"hours":5}""", "window", "0 or more hours")]
    [InlineData("""{"hours":8761}""", "window", "365 days")]
    [InlineData("""{"delayHours":5000,"hours":5000}""", "window", "365 days")]
    [InlineData("""{"delayHours":2147483647,"hours":2147483647}""", "window", "365 days")]
    [InlineData("""{"hours":1.5}""", "window.hours", "wrong type")]
    [InlineData("""{"hours":"7 days"}""", "window.hours", "wrong type")]
    [InlineData("""{"days":7}""", "window.days", "days")]
    [InlineData("168", "window", "wrong type")]
    public async Task A_window_without_sense_is_refused(string window, string field, string reason)
    {
        var project = await manager.NewProjectAsync(connected: false);

        var answer = await manager.Admin.CallAsync(
            $"POST {project}/metrics",
            $$"""{"key":"m","type":"binomial","query":"select 1","window":{{window}} }"""
        );

        Assert.Equal([field], answer.Expect(400).WrongFields);
        Assert.Contains(reason, answer["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replaced_metric_has_the_window_of_the_request_and_no_default()
    {
        var project = await manager.NewProjectAsync(connected: false);
        (await manager.Admin.CallAsync($"PUT {project}/metric-defaults", """{"window":{"hours":48}}""")).Expect(200);
        await NewMetricAsync(project, "m", ""","window":{"hours":24}""");

        (await manager.Admin.CallAsync($"PUT {project}/metrics/m", """{"type":"binomial","query":"select 1"}""")).Expect(200);

        Assert.Null(await WindowAsync(project, "m"));
        var entry = (await manager.Admin.CallAsync($"GET {project}/events?type=METRIC_EDITED")).Expect(200).Body.GetProperty("items")[0];
        Assert.Equal("""{"hours":24}""", entry.GetProperty("before").GetProperty("window").GetRawText());
        Assert.False(entry.GetProperty("after").TryGetProperty("window", out _));
    }

    [Fact]
    public async Task New_metrics_take_over_the_default_unless_they_have_a_window_or_null()
    {
        var project = await manager.NewProjectAsync(connected: false);
        Assert.Equal("{}", (await manager.Admin.CallAsync($"GET {project}/metric-defaults")).Expect(200).Text);
        await NewMetricAsync(project, "before");

        var put = await manager.Admin.CallAsync($"PUT {project}/metric-defaults", """{"window":{"delayHours":24,"hours":168}}""");
        Assert.Equal("""{"window":{"delayHours":24,"hours":168}}""", put.Expect(200).Text);
        await NewMetricAsync(project, "default");
        await NewMetricAsync(project, "own", ""","window":{"hours":1}""");
        await NewMetricAsync(project, "none", ""","window":null""");
        (await manager.Admin.CallAsync($"PUT {project}/metric-defaults", """{"window":null}""")).Expect(200);
        await NewMetricAsync(project, "after");

        Assert.Equal(
            [null, """{"delayHours":24,"hours":168}""", """{"hours":1}""", null, null],
            [
                await WindowAsync(project, "before"),
                await WindowAsync(project, "default"),
                await WindowAsync(project, "own"),
                await WindowAsync(project, "none"),
                await WindowAsync(project, "after"),
            ]
        );
    }

    [Fact]
    public async Task The_default_is_checked_logged_and_not_overwritten_by_others()
    {
        var project = await manager.NewProjectAsync(connected: false);
        var before = (await manager.Admin.CallAsync($"GET {project}/metric-defaults")).Expect(200);

        var wrong = await manager.Admin.CallAsync($"PUT {project}/metric-defaults", """{"window":{"hours":0}}""");
        Assert.Equal(["window"], wrong.Expect(400).WrongFields);
        var put = await manager.Admin.CallAsync($"PUT {project}/metric-defaults", """{"window":{"hours":48}}""", ifMatch: before.ETag);
        put.Expect(200);
        (await manager.Admin.CallAsync($"PUT {project}/metric-defaults", """{"window":null}""", ifMatch: before.ETag)).Expect(412);
        (await manager.Admin.CallAsync($"PUT {project}/metric-defaults", """{"window":{"hours":48}}""")).Expect(200);

        var entries = (await manager.Admin.CallAsync($"GET {project}/events?type=PROJECT_EDITED")).Expect(200).Body.GetProperty("items");
        var entry = Assert.Single(entries.EnumerateArray());
        Assert.Equal("""{"hours":48}""", entry.GetProperty("after").GetProperty("defaultWindow").GetRawText());
        (await manager.Admin.CallAsync("GET /projects/nowhere/metric-defaults")).Expect(404);
    }

    [Theory]
    [InlineData(7, """{"hours":168}""", false)]
    [InlineData(7, """{"delayHours":167,"hours":1}""", false)]
    [InlineData(7, """{"delayHours":168}""", false)]
    [InlineData(7, """{"hours":167}""", true)]
    [InlineData(8, """{"hours":168}""", true)]
    public async Task An_experiment_must_be_longer_than_the_windows_of_its_metrics(int days, string window, bool isPlanned)
    {
        var project = await manager.NewProjectAsync(connected: false);
        await NewMetricAsync(project, "late", $$""","window":{{window}}""");

        var answer = await manager.Admin.CallAsync(
            $"POST {project}/experiments",
            $$"""{"name":"X","flag":"form","environment":"production","metrics":["done","late"],"plannedDays":{{days}} }"""
        );

        if (isPlanned)
        {
            answer.Expect(201);
            return;
        }

        Assert.Equal(["metrics"], answer.Expect(400).WrongFields);
        Assert.StartsWith("Metric 'late' counts events ", answer["detail"], StringComparison.Ordinal);
        Assert.EndsWith("Plan more days, or use a metric with a shorter window.", answer["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_that_becomes_too_short_is_refused_when_it_is_edited_started_or_begins_a_new_phase()
    {
        var project = await manager.NewProjectAsync(connected: false);
        var experiment = await manager.NewExperimentAsync(project, ""","plannedDays":7""");
        (await manager.Admin.CallAsync($"PUT {project}/metrics/done", Done(168))).Expect(200);

        Assert.Equal(["metrics"], (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(400).WrongFields);
        (await manager.Admin.CallAsync($"PATCH {experiment}", """{"plannedDays":8}""")).Expect(200);
        Assert.Equal(["metrics"], (await manager.Admin.CallAsync($"PATCH {experiment}", """{"plannedDays":7}""")).Expect(400).WrongFields);
        (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(200);

        var phase = await manager.Admin.CallAsync($"PATCH {experiment}", """{"plannedDays":5,"newPhase":true}""");
        Assert.Equal(["metrics"], phase.Expect(400).WrongFields);
        (await manager.Admin.CallAsync($"POST {experiment}/stop")).Expect(200);

        // What has ended keeps its plan, whatever becomes of the metric, and can still be renamed.
        (await manager.Admin.CallAsync($"PUT {project}/metrics/done", Done(500))).Expect(200);
        (await manager.Admin.CallAsync($"PATCH {experiment}", """{"name":"Renamed"}""")).Expect(200);
    }

    [Fact]
    public async Task An_analysis_and_a_plan_get_the_window()
    {
        var project = await manager.NewProjectAsync();
        (await manager.Admin.CallAsync($"PUT {project}/metrics/done", Done(72))).Expect(200);
        var experiment = await manager.StartExperimentAsync(project);
        (await manager.Admin.CallAsync($"POST {experiment}/analyses")).Expect(202);
        (await manager.Admin.CallAsync($"POST {experiment}/plan")).Expect(200);

        await using var db = manager.OpenDatabase();
        var id = ExperimentsUnderTest.IdOf(experiment);
        var payload = await db
            .ExperimentJobs.Where(j => j.ExperimentId == id)
            .Select(j => j.Job.Payload)
            .SingleAsync(TestContext.Current.CancellationToken);
        var metrics = payload.Deserialize(ExperimentsJson.Default.AnalysisRequest)!.Metrics;
        Assert.Equal([new MetricWindow { Hours = 72 }, null], metrics.Select(metric => metric.Definition.Window));
        var plan = manager.Stats.Requests.Last(request => request.Path == Wire.WirePaths.Plan).Body;
        Assert.Equal(new() { Hours = 72 }, JsonSerializer.Deserialize(plan, ExperimentsJson.Default.PlanRequest)!.Metric.Window);
    }

    private static string Done(int hours) => $$"""{"type":"binomial","query":"select 1","window":{"hours":{{hours}} } }""";

    private async Task<JsonElement> NewMetricAsync(string project, string key, string more = "") =>
        (await manager.Admin.CallAsync($"POST {project}/metrics", $$"""{"key":"{{key}}","type":"binomial","query":"select 1"{{more}} }"""))
            .Expect(201)
            .Body;

    private async Task<string?> WindowAsync(string project, string key) =>
        (await manager.Admin.CallAsync($"GET {project}/metrics/{key}")).Expect(200).Body.TryGetProperty("window", out var window)
            ? window.GetRawText()
            : null;
}
