using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>A metric never changes under a running experiment, and a change after its end is passed on to the analysis.</summary>
public sealed class ChangedMetricTests(ExperimentsUnderTest manager) : IClassFixture<ExperimentsUnderTest>
{
    [Theory]
    [InlineData("done", """{"type":"binomial","query":"select 2"}""", "query")]
    [InlineData("done", """{"type":"count","query":"select 1"}""", "type")]
    [InlineData("done", """{"type":"binomial","query":"select 1","goal":"decrease"}""", "goal")]
    [InlineData("value", """{"type":"revenue","query":"select 2;"}""", "cap")]
    [InlineData("value", """{"type":"revenue","query":"select 2;","cap":"99 %"}""", "cap")]
    [InlineData("value", """{"type":"revenue","query":"select 2;","cap":500,"quantile":0.5}""", "quantile")]
    [InlineData("value", """{"type":"revenue","query":"select 2;","cap":500,"denominatorQuery":"select 3"}""", "denominator query")]
    [InlineData("value", """{"type":"count","query":"select 4"}""", "type, query, cap")]
    [InlineData("done", """{"type":"binomial","query":"select 1","window":{"hours":24}}""", "window")]
    public async Task What_a_running_experiment_measures_cannot_be_replaced(string metric, string body, string parts)
    {
        var project = await manager.NewProjectAsync(connected: false);
        var experiment = await manager.StartExperimentAsync(project);
        var before = (await manager.Admin.CallAsync($"GET {project}/metrics/{metric}")).Expect(200);

        var refused = (await manager.Admin.CallAsync($"PUT {project}/metrics/{metric}", body)).Expect(409);

        var id = ExperimentsUnderTest.IdOf(experiment);
        Assert.Equal(
            $"Experiment {id} (\"Short form\") is running and uses metric '{metric}'. Changing its {parts} now would invalidate the "
                + "results: the users counted so far would be measured in another way. Stop it first, or create another metric and "
                + "begin a new phase with it. Name and description can still be changed.",
            refused["detail"]
        );
        var after = (await manager.Admin.CallAsync($"GET {project}/metrics/{metric}")).Expect(200);
        Assert.Equal((before.ETag, before.Text), (after.ETag, after.Text));
        Assert.DoesNotContain("METRIC_EDITED", (await manager.Admin.CallAsync($"GET {project}/events")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failing_query_is_refused_for_the_experiment_also_when_it_is_to_be_saved_anyway()
    {
        var project = await manager.NewProjectAsync();
        await manager.StartExperimentAsync(project);
        var asked = manager.Stats.Requests.Count;

        var put = $"PUT {project}/metrics/value?saveFailing=true";
        (await manager.Admin.CallAsync(put, """{"type":"revenue","query":"select 9"}""")).Expect(409);

        // Not even run: it could not be saved.
        Assert.Equal(asked, manager.Stats.Requests.Count);
    }

    [Fact]
    public async Task Its_name_description_and_line_ends_can_be_changed()
    {
        var project = await manager.NewProjectAsync(connected: false);
        var body = """{"key":"long","type":"count","query":"select user_id\nfrom events","cap":{"percentile":0.99999}}""";
        (await manager.Admin.CallAsync($"POST {project}/metrics", body)).Expect(201);
        var experiment = await manager.NewExperimentAsync(project, ""","roles":{"done":"primary"}""");
        (await manager.Admin.CallAsync($"PATCH {experiment}", """{"metrics":["done","long"]}""")).Expect(200);
        (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(200);

        var renamed = await manager.Admin.CallAsync(
            $"PUT {project}/metrics/long",
            """
            {"name":"Longer","description":"Of all","type":"count","query":"select user_id\r\nfrom events\r\n","cap":"99.999 %"}
            """
        );

        Assert.Equal(("Longer", "Of all"), (renamed.Expect(200)["name"], renamed["description"]));
    }

    [Fact]
    public async Task A_metric_of_drafts_and_stopped_experiments_can_be_replaced()
    {
        var project = await manager.NewProjectAsync(connected: false);
        var stopped = await manager.StartExperimentAsync(project);
        (await manager.Admin.CallAsync($"POST {stopped}/stop")).Expect(200);
        await manager.NewExperimentAsync(project);

        (await manager.Admin.CallAsync($"PUT {project}/metrics/done", """{"type":"binomial","query":"select 7"}""")).Expect(200);
    }

    [Fact]
    public async Task All_running_experiments_are_named_up_to_three()
    {
        var project = await manager.NewProjectAsync(connected: false);
        await manager.StartExperimentAsync(project);
        string[] names = ["B", "C", "D", "E"];
        foreach (var (name, i) in names.Select((name, i) => (name, i)))
        {
            (await manager.Admin.CallAsync($"POST {project}/flags", $$"""{"key":"f{{i}}"}""")).Expect(201);
            var created = await manager.Admin.CallAsync(
                $"POST {project}/experiments",
                $$"""{"name":"{{name}}","flag":"f{{i}}","environment":"production","metrics":["done"]}"""
            );
            var path = created.Expect(201).Response.Headers.Location!.ToString()["/api/v1".Length..];
            (await manager.Admin.CallAsync($"POST {path}/start")).Expect(200);
            var message = (
                await manager.Admin.CallAsync($"PUT {project}/metrics/done", """{"type":"binomial","query":"select 8"}""")
            ).Expect(409)["detail"]!;
            Assert.Contains(
                i switch
                {
                    0 => "(\"B\") are running and use metric 'done'",
                    1 => "(\"C\") are running",
                    _ => $"(\"C\") and {i - 1} more are running",
                },
                message,
                StringComparison.Ordinal
            );
            Assert.Contains("Stop them first", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_new_phase_can_begin_with_another_metric()
    {
        var project = await manager.NewProjectAsync(connected: false);
        var experiment = await manager.StartExperimentAsync(project);
        (await manager.Admin.CallAsync($"POST {project}/metrics", """{"key":"done-2","type":"binomial","query":"select 5"}""")).Expect(201);
        (await manager.Admin.CallAsync($"PATCH {experiment}", """{"metrics":["done-2"]}""")).Expect(409);

        var next = await manager.Admin.CallAsync($"PATCH {experiment}", """{"metrics":["done-2"],"newPhase":true}""");

        Assert.Equal("2", next.Expect(200)["phase"]);
        (await manager.Admin.CallAsync($"PUT {project}/metrics/done", """{"type":"binomial","query":"select 6"}""")).Expect(200);
        (await manager.Admin.CallAsync($"PUT {project}/metrics/done-2", """{"type":"binomial","query":"select 6"}""")).Expect(409);
    }

    [Fact]
    public async Task Another_metric_with_the_key_of_a_deleted_one_does_not_slip_into_a_running_experiment()
    {
        var project = await manager.NewProjectAsync();
        var experiment = await manager.StartExperimentAsync(project);
        (await manager.Admin.CallAsync($"DELETE {project}/metrics/value")).Expect(204);
        (await manager.Admin.CallAsync($"POST {project}/metrics", """{"key":"value","type":"count","query":"select 33"}""")).Expect(201);

        (await manager.Admin.CallAsync($"PATCH {experiment}", """{"name":"Renamed","metrics":["done","value"]}""")).Expect(200);

        Assert.Equal("select 2;", (await manager.RequestAnalysisAsync(experiment)).Metrics[1].Definition.Query);
        (await manager.Admin.CallAsync($"PUT {project}/metrics/value", """{"type":"count","query":"select 34"}""")).Expect(200);
        await CancelAsync(experiment, 1);
        Assert.Null((await manager.RequestAnalysisAsync(experiment)).Metrics[1].ChangedAt);
        (await manager.Admin.CallAsync($"PATCH {experiment}", """{"newPhase":true,"metrics":["done","value"]}""")).Expect(200);
        Assert.Equal("select 34", (await manager.RequestAnalysisAsync(experiment)).Metrics[1].Definition.Query);
    }

    [Fact]
    public async Task The_analysis_of_a_stopped_experiment_is_told_when_its_metric_changed()
    {
        var project = await manager.NewProjectAsync();
        (await manager.Admin.CallAsync($"PUT {project}/metrics/done", """{"type":"binomial","query":"select 11"}""")).Expect(200);
        var experiment = await manager.NewExperimentAsync(project);
        (await manager.Admin.CallAsync($"POST {experiment}/start", """{"at":"2026-01-01T00:00:00Z"}""")).Expect(200);
        (await manager.Admin.CallAsync($"POST {experiment}/stop", """{"at":"2026-01-20T00:00:00Z"}""")).Expect(200);
        (
            await manager.Admin.CallAsync($"PUT {project}/metrics/value", """{"name":"V","type":"revenue","query":"select 2;","cap":500}""")
        ).Expect(200);
        Assert.All((await manager.RequestAnalysisAsync(experiment)).Metrics, metric => Assert.Null(metric.ChangedAt));
        await CancelAsync(experiment, 1);
        (await manager.Admin.CallAsync($"PUT {project}/metrics/value", """{"type":"revenue","query":"select 12","cap":500}""")).Expect(200);
        var changed = DateTimeOffset.Parse(
            (await manager.Admin.CallAsync($"GET {project}/metrics/value"))["updatedAt"]!,
            System.Globalization.CultureInfo.InvariantCulture
        );
        (
            await manager.Admin.CallAsync($"PUT {project}/metrics/value", """{"name":"W","type":"revenue","query":"select 12","cap":500}""")
        ).Expect(200);

        var metrics = (await manager.RequestAnalysisAsync(experiment)).Metrics;

        Assert.Equal([null, changed], metrics.Select(metric => metric.ChangedAt));
        Assert.Equal("select 12", metrics[1].Definition.Query);
    }

    /// <summary>A start and a replacement wait for the same lock, so the experiment measures one definition from its start on.</summary>
    [Fact]
    public async Task Of_a_start_and_a_change_at_the_same_moment_neither_overtakes_the_other()
    {
        for (var round = 0; round < 6; round++)
        {
            var project = await manager.NewProjectAsync(connected: false);
            var experiment = await manager.NewExperimentAsync(project);

            var answers = await Overlap.RunAsync(
                manager.ConnectionString,
                "environments",
                2,
                i =>
                    i == round % 2
                        ? manager.Admin.CallAsync($"POST {experiment}/start")
                        : manager.Admin.CallAsync($"PUT {project}/metrics/done", """{"type":"binomial","query":"select 13"}""")
            );

            var (start, change) = (answers[round % 2], answers[1 - (round % 2)]);
            var log = (await manager.Admin.CallAsync($"GET {project}/events"))
                .Body.GetProperty("items")
                .EnumerateArray()
                .Select(e => e.GetProperty("type").GetString())
                .ToList();
            var (started, edited) = (log.IndexOf("EXPERIMENT_STARTED"), log.IndexOf("METRIC_EDITED"));
            Assert.Equal(200, start.Status);
            Assert.Equal(change.Status == 200, edited >= 0);
            // Newest first: a change that was saved came before the start.
            Assert.True(change.Status == 409 || edited > started, $"{change.Status}: {string.Join(", ", log)}");
        }
    }

    private async Task CancelAsync(string experiment, int number) =>
        (await manager.Admin.CallAsync($"DELETE {experiment}/analyses/{number}")).Expect(200);
}
