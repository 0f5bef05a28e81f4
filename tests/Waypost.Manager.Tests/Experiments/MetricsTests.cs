using Waypost.Manager.Tests.Support;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>The metrics of a project.</summary>
public sealed class MetricsTests(ExperimentsUnderTest manager) : IClassFixture<ExperimentsUnderTest>
{
    [Fact]
    public async Task A_metric_reads_back_as_it_was_written()
    {
        var project = await manager.NewProjectAsync(connected: false);
        var created = await manager.Admin.CallAsync(
            $"POST {project}/metrics",
            """
            {"key":"time","name":"Time on form","type":"duration","query":"select user_id, timestamp, value from events",
             "goal":"decrease","cap":{"percentile":0.99},"quantile":0.5}
            """
        );

        var read = (await manager.Admin.CallAsync($"GET {project}/metrics/TIME")).Expect(200);

        Assert.Equal(created.Expect(201).ETag, read.ETag);
        Assert.Equal(
            ("duration", "decrease", "0.99"),
            (read["type"], read["goal"], read.Body.GetProperty("cap").GetProperty("percentile").GetRawText())
        );
        Assert.Equal("500", (await manager.Admin.CallAsync($"GET {project}/metrics/value"))["cap"]);
    }

    [Theory]
    [InlineData("""{"type":"binomial","query":"select 1"}""", "key")]
    [InlineData("""{"key":"x","query":"select 1"}""", "type")]
    [InlineData("""{"key":"x","type":"binomial"}""", "query")]
    [InlineData("""{"key":"x","type":"revenue","query":"select 1","cap":0}""", "cap")]
    [InlineData("""{"key":"x","type":"revenue","query":"select 1","cap":{"value":1,"percentile":0.9}}""", "cap")]
    [InlineData("""{"key":"x","type":"binomial","query":"select 1","cap":1}""", "cap")]
    [InlineData("""{"key":"x","type":"count","query":"select 1","quantile":1}""", "quantile")]
    [InlineData("""{"key":"x","type":"count","query":"select 1","cap":"much"}""", "cap")]
    public async Task An_invalid_field_is_named(string body, string field)
    {
        var project = await manager.NewProjectAsync(connected: false);

        Assert.Equal([field], (await manager.Admin.CallAsync($"POST {project}/metrics", body)).Expect(400).WrongFields);
    }

    [Fact]
    public async Task A_deleted_metric_stays_with_the_experiment_that_uses_it_and_its_key_can_be_reused()
    {
        var project = await manager.NewProjectAsync();
        var experiment = await manager.NewExperimentAsync(project);

        (await manager.Admin.CallAsync($"DELETE {project}/metrics/done")).Expect(204);

        (await manager.Admin.CallAsync($"GET {project}/metrics/done")).Expect(404);
        Assert.Equal("done", (await manager.Admin.CallAsync($"GET {experiment}")).Body.GetProperty("metrics")[0].GetString());
        (await manager.Admin.CallAsync($"PATCH {experiment}", """{"name":"Renamed"}""")).Expect(200);
        (await manager.Admin.CallAsync($"POST {project}/metrics", """{"key":"done","type":"count","query":"select 3"}""")).Expect(201);
        Assert.Equal(0, (await manager.Admin.CallAsync($"GET {project}/metrics/done")).Body.GetProperty("usedBy").GetArrayLength());
    }

    [Fact]
    public async Task An_outdated_write_is_refused_and_changes_nothing()
    {
        var project = await manager.NewProjectAsync(connected: false);
        var etag = (await manager.Admin.CallAsync($"GET {project}/metrics/done")).ETag;
        (await manager.Admin.CallAsync($"PUT {project}/metrics/done", """{"type":"binomial","query":"select 4"}""", etag)).Expect(200);

        (await manager.Admin.CallAsync($"PUT {project}/metrics/done", """{"type":"binomial","query":"select 5"}""", etag)).Expect(412);

        Assert.Equal("select 4", (await manager.Admin.CallAsync($"GET {project}/metrics/done"))["query"]);
    }

    [Fact]
    public async Task A_preview_lists_columns_rows_and_errors()
    {
        var project = await manager.NewProjectAsync();
        var fine = manager.Stats.Metric;
        manager.Stats.Metric = fine with
        {
            Ok = false,
            Query = new()
            {
                Ok = false,
                Ran = true,
                Code = CheckCodes.ColumnMissing,
                Message = "The column timestamp is missing.",
                Columns =
                [
                    new()
                    {
                        Name = "timestamp",
                        Needed = true,
                        Ok = false,
                        Message = "Missing.",
                    },
                ],
                RowColumns = ["user_id"],
                Rows =
                [
                    [System.Text.Json.JsonElement.Parse("\"u1\"")],
                ],
            },
        };

        var preview = (await manager.Admin.CallAsync($"POST {project}/metrics/done/preview")).Expect(200);

        manager.Stats.Metric = fine;
        Assert.Equal("False", preview["ok"]);
        Assert.Equal("timestamp", preview.Body.GetProperty("columns")[0].GetProperty("name").GetString());
        Assert.Equal("u1", preview.Body.GetProperty("rows")[0].GetProperty("user_id").GetString());
        Assert.Equal("column-missing", preview.Body.GetProperty("errors")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_preview_has_the_window_and_the_estimates_of_each_query()
    {
        var project = await manager.NewProjectAsync();
        var fine = manager.Stats.Metric;
        var until = new DateTimeOffset(2026, 11, 29, 0, 0, 0, TimeSpan.Zero);
        manager.Stats.Metric = fine with
        {
            Query = fine.Query with
            {
                Window = new(until.AddDays(-28), until),
                Estimate = new()
                {
                    AllTimes = new(1000, 500),
                    Window = new(50, 25),
                    Index = new("create index concurrently on public.events (at);", new(50, 25), new(50, 5)),
                },
            },
            Denominator = fine.Query with { Estimate = new() { AllTimes = new(7, 8) } },
        };

        var preview = (await manager.Admin.CallAsync($"POST {project}/metrics/done/preview")).Expect(200).Body;

        manager.Stats.Metric = fine;
        Assert.Equal(until, preview.GetProperty("window").GetProperty("to").GetDateTimeOffset());
        var estimate = preview.GetProperty("estimate");
        Assert.Equal(500, estimate.GetProperty("allTimes").GetProperty("cost").GetDouble());
        Assert.Equal(50, estimate.GetProperty("window").GetProperty("rows").GetDouble());
        Assert.StartsWith("create index", estimate.GetProperty("index").GetProperty("ddl").GetString(), StringComparison.Ordinal);
        Assert.Equal(5, estimate.GetProperty("index").GetProperty("with").GetProperty("cost").GetDouble());
        var denominator = preview.GetProperty("denominator");
        Assert.Equal(7, denominator.GetProperty("estimate").GetProperty("allTimes").GetProperty("rows").GetDouble());
        Assert.False(denominator.TryGetProperty("window", out var window) && window.ValueKind != System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task A_preview_needs_a_connection_and_calls_the_stats_worker()
    {
        var without = await manager.NewProjectAsync(connected: false);
        var with = await manager.NewProjectAsync();

        (await manager.Admin.CallAsync($"POST {without}/metrics/preview", """{"type":"binomial","query":"select 6"}""")).Expect(409);
        Assert.Equal(
            "True",
            (await manager.Admin.CallAsync($"POST {with}/metrics/preview", """{"type":"binomial","query":"select 6"}""")).Expect(200)["ok"]
        );
        (await manager.Admin.CallAsync($"POST {with}/metrics/value/preview")).Expect(200);
        Assert.Contains(manager.Stats.Requests, asked => asked.Body.Contains("select 6", StringComparison.Ordinal));
        Assert.Contains(manager.Stats.Requests, asked => asked.Body.Contains("select 2;", StringComparison.Ordinal));
    }
}
