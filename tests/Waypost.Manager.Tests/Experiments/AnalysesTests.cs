using System.Text.Json;
using Waypost.Manager.Tests.Support;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>Jobs for the stats worker: what their rows contain, how many there are, and how results are used.</summary>
public sealed class AnalysesTests(ExperimentsUnderTest manager) : IClassFixture<ExperimentsUnderTest>
{
    [Fact]
    public async Task The_job_contains_everything_the_worker_needs()
    {
        var experiment = await StartAsync();

        var queued = (await manager.Admin.CallAsync($"POST {experiment}/analyses")).Expect(202);

        Assert.EndsWith($"{experiment}/analyses/1", queued.Response.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal("queued", queued["status"]);
        var request = await manager.NewestAnalysisRequestAsync(experiment);
        Assert.Equal(
            (ExperimentsUnderTest.IdOf(experiment), "off", "db.example.com", (DateTimeOffset?)null),
            (request.ExperimentId, request.Control, request.Source.Host, request.To)
        );
        Assert.Equal(
            [("done", MetricRole.Primary), ("value", MetricRole.Secondary)],
            request.Metrics.Select(m => (m.Definition.Key, m.Role))
        );
        Assert.Equal([new("on", 50000), new VariantShare("off", 50000)], request.Variants);
        Assert.Equal(request.From.AddDays(14), request.PlannedEnd);
    }

    [Fact]
    public async Task Requests_during_an_analysis_get_the_running_one()
    {
        var experiment = await StartAsync();

        var answers = await Overlap.RunAsync(
            manager.ConnectionString,
            "experiments",
            6,
            _ => manager.Admin.CallAsync($"POST {experiment}/analyses")
        );

        Assert.All(answers, a => Assert.Equal("1", a.Expect(202)["number"]));
        await manager.EndJobAsync(experiment, JobKinds.Analysis, "failed", error: "The analytics database did not respond.");
        Assert.Equal("2", (await manager.Admin.CallAsync($"POST {experiment}/analyses")).Expect(202)["number"]);
        var first = await manager.Admin.CallAsync($"GET {experiment}/analyses/1");
        Assert.Equal(("failed", "The analytics database did not respond."), (first["status"], first["error"]));
    }

    [Fact]
    public async Task Values_that_could_not_be_computed_are_null_in_the_results_not_missing()
    {
        var experiment = await StartAsync();
        (await manager.Admin.CallAsync($"GET {experiment}/results")).Expect(404);
        await manager.AnalyseAsync(experiment, JobResults.Analysis(ExperimentsUnderTest.IdOf(experiment)));

        var results = (await manager.Admin.CallAsync($"GET {experiment}/results")).Expect(200);
        Assert.Equal(JsonValueKind.Null, results.Body.GetProperty("sampleRatio").ValueKind);
        var metric = results.Body.GetProperty("metrics")[0];
        Assert.Equal(JsonValueKind.Null, metric.GetProperty("comparisons")[0].GetProperty("pValue").ValueKind);
        Assert.Equal("not enough data", metric.GetProperty("comparisons")[0].GetProperty("decision").GetString());
        Assert.Equal("secondary", metric.GetProperty("role").GetString());
        Assert.Equal(1e-300, metric.GetProperty("comparisons")[0].GetProperty("statistic").GetDouble());
    }

    [Fact]
    public async Task After_a_cancelled_analysis_the_next_can_start()
    {
        var experiment = await StartAsync();
        (await manager.Admin.CallAsync($"POST {experiment}/analyses")).Expect(202);

        Assert.Equal("cancelled", (await manager.Admin.CallAsync($"DELETE {experiment}/analyses/1")).Expect(200)["status"]);

        Assert.Equal("2", (await manager.Admin.CallAsync($"POST {experiment}/analyses")).Expect(202)["number"]);
        await manager.EndJobAsync(experiment, JobKinds.Analysis, "succeeded", "{}");
        (await manager.Admin.CallAsync($"DELETE {experiment}/analyses/2")).Expect(409);
    }

    [Fact]
    public async Task A_new_phase_starts_without_results()
    {
        var experiment = await StartAsync();
        await manager.AnalyseAsync(experiment, JobResults.Analysis(ExperimentsUnderTest.IdOf(experiment)));

        (await manager.Admin.CallAsync($"PATCH {experiment}", """{"newPhase":true}""")).Expect(200);

        (await manager.Admin.CallAsync($"GET {experiment}/results")).Expect(404);
    }

    [Fact]
    public async Task An_analysis_gets_the_results_of_the_previous_one_unless_the_metric_changed()
    {
        var experiment = await StartAsync();
        var found = JobResults.Analysis(ExperimentsUnderTest.IdOf(experiment)) with
        {
            Metrics =
            [
                .. JobResults
                    .Analysis(0)
                    .Metrics.Select(m => m with { Comparisons = [m.Comparisons[0] with { AlwaysValid = new([-1, 1], 0.25) }] }),
            ],
        };
        await manager.AnalyseAsync(experiment, found);

        (await manager.Admin.CallAsync($"POST {experiment}/analyses")).Expect(202);

        Assert.Equal([new EarlierLook("value", "on", 0.25)], (await manager.NewestAnalysisRequestAsync(experiment)).Earlier);
        await manager.EndAnalysisAsync(experiment, found);
        var project = experiment[..experiment.IndexOf("/experiments", StringComparison.Ordinal)];
        var renamed = """{"name":"Basket value","type":"revenue","query":"select 2;","cap":500}""";
        (await manager.Admin.CallAsync($"PUT {project}/metrics/value", renamed)).Expect(200);
        var request = await manager.RequestAnalysisAsync(experiment);
        Assert.Equal([new EarlierLook("value", "on", 0.25)], request.Earlier);
        Assert.All(request.Metrics, metric => Assert.Null(metric.ChangedAt));
        await manager.EndAnalysisAsync(experiment, found);
        (await manager.Admin.CallAsync($"POST {experiment}/stop")).Expect(200);
        (await manager.Admin.CallAsync($"PUT {project}/metrics/value", """{"type":"revenue","query":"select 3"}""")).Expect(200);
        (await manager.Admin.CallAsync($"POST {experiment}/analyses")).Expect(202);
        Assert.Equal([], (await manager.NewestAnalysisRequestAsync(experiment)).Earlier);
    }

    [Fact]
    public async Task After_reconnecting_the_analytics_database_results_are_refreshed_as_before()
    {
        var experiment = await StartAsync();
        var project = experiment[..experiment.IndexOf("/experiments", StringComparison.Ordinal)];
        var found = JobResults.Analysis(ExperimentsUnderTest.IdOf(experiment)) with
        {
            Metrics =
            [
                .. JobResults
                    .Analysis(0)
                    .Metrics.Select(m => m with { Comparisons = [m.Comparisons[0] with { AlwaysValid = new([-1, 1], 0.25) }] }),
            ],
        };
        await manager.AnalyseAsync(experiment, found);
        (await manager.Admin.CallAsync($"DELETE {project}/events-database")).Expect(204);
        (await manager.Admin.CallAsync($"PUT {project}/events-database", ExperimentsUnderTest.Database)).Expect(200);

        var request = await manager.RequestAnalysisAsync(experiment);
        Assert.NotEmpty(request.Source.ProtectedPassword);
        Assert.Equal([new EarlierLook("value", "on", 0.25)], request.Earlier);
    }

    [Fact]
    public async Task Counted_exposures_are_listed_by_day_and_variant()
    {
        var experiment = await StartAsync();
        Assert.Equal("[]", (await manager.Admin.CallAsync($"GET {experiment}/exposures")).Expect(200).Text);
        await manager.CountExposuresAsync(experiment, 7);

        Assert.Equal(
            """[{"date":"2026-01-01","variant":"off","users":3},{"date":"2026-01-01","variant":"on","users":4}]""",
            (await manager.Admin.CallAsync($"GET {experiment}/exposures")).Expect(200).Text
        );
        Assert.Equal(
            "7",
            (await manager.Admin.CallAsync($"GET {experiment}")).Body.GetProperty("exposures").GetProperty("total").GetRawText()
        );
    }

    [Fact]
    public async Task A_plan_is_calculated_with_the_experiments_rollout_and_primary_metric()
    {
        var experiment = await manager.NewExperimentAsync(
            await manager.NewProjectAsync(),
            ""","percentTested":20,"roles":{"value":"primary"}"""
        );

        var plan = (await manager.Admin.CallAsync($"POST {experiment}/plan", """{"minimumEffect":0.05}""")).Expect(200);

        Assert.Equal("1000", plan["totalUsers"]);
        var body = manager.Stats.Requests.Last(a => a.Path == Wire.WirePaths.Plan).Body;
        var request = JsonSerializer.Deserialize(body, ExperimentsJson.Default.PlanRequest)!;
        Assert.Equal(("value", 0.05, 14), (request.Metric.Key, request.MinimumEffect, request.PlannedDays));
        Assert.Equal([new("on", 20000), new VariantShare("off", 80000)], request.Variants);
        Assert.Equal(
            ["metric"],
            (await manager.Admin.CallAsync($"POST {experiment}/plan", """{"metric":"gone"}""")).Expect(400).WrongFields
        );
    }

    private async Task<string> StartAsync()
    {
        var experiment = await manager.NewExperimentAsync(await manager.NewProjectAsync());
        (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(200);
        return experiment;
    }
}
