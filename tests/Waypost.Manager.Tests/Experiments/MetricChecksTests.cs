using Waypost.Manager.Tests.Support;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>A metric's query is checked before the metric is saved; one that fails is saved only on request, and marked.</summary>
public sealed class MetricChecksTests(ExperimentsUnderTest manager) : IClassFixture<ExperimentsUnderTest>, IDisposable
{
    private const string Message = "PostgreSQL says: relation \"nowhere\" does not exist [42P01]";

    private readonly MetricReport fine = manager.Stats.Metric;

    public void Dispose() => (manager.Stats.Metric, manager.Stats.IsUnavailable) = (fine, false);

    [Fact]
    public async Task A_query_that_fails_is_not_saved_and_the_response_contains_the_reason()
    {
        var project = await manager.NewProjectAsync();
        Fail();

        var answer = await manager.Admin.CallAsync($"POST {project}/metrics", Body("select user_id from nowhere"));

        Assert.Equal(["query"], answer.Expect(422).WrongFields);
        Assert.Equal((Message, "query-fails"), (answer["detail"], answer["code"]));
        Assert.False(answer.Body.GetProperty("report").GetProperty("query").GetProperty("ok").GetBoolean());
        (await manager.Admin.CallAsync($"GET {project}/metrics/m")).Expect(404);
    }

    [Fact]
    public async Task A_saved_metric_keeps_the_query_that_works()
    {
        var project = await manager.NewProjectAsync();
        (await manager.Admin.CallAsync($"POST {project}/metrics", Body("select 7"))).Expect(201);
        Fail();

        (await manager.Admin.CallAsync($"PUT {project}/metrics/m", Body("select user_id from nowhere"))).Expect(422);

        var metric = await manager.Admin.CallAsync($"GET {project}/metrics/m");
        Assert.Equal(("select 7", "passed"), (metric["query"], metric["check"]));
    }

    [Theory]
    [InlineData("selec user_id fro")]
    [InlineData("select user_id, timestamp from events; drop table events")]
    [InlineData("select usename as user_id, backend_start as timestamp from pg_stat_activity")]
    [InlineData("select user_id, timestamp from events where timestamp >= '{{start}}'")]
    [InlineData("select user_id, timestamp from events where timestamp >= {{begin}}")]
    public async Task A_query_that_would_never_be_run_is_refused_even_without_a_database(string query)
    {
        var project = await manager.NewProjectAsync(connected: false);

        var answer = await manager.Admin.CallAsync($"POST {project}/metrics", Body(query));

        Assert.Equal("query-refused", answer.Expect(422)["code"]);
        Assert.Equal(["query"], answer.WrongFields);
    }

    [Fact]
    public async Task The_error_of_a_ratio_names_the_query_that_fails()
    {
        var project = await manager.NewProjectAsync(connected: false);

        var answer = await manager.Admin.CallAsync(
            $"POST {project}/metrics",
            """{"key":"m","type":"count","query":"select 1","denominatorQuery":"select * from pg_user"}"""
        );

        Assert.Equal(["denominatorQuery"], answer.Expect(422).WrongFields);
    }

    [Fact]
    public async Task A_failing_metric_saved_on_request_is_marked_and_cannot_be_primary()
    {
        var project = await manager.NewProjectAsync();
        Fail();

        var saved = (await manager.Admin.CallAsync($"POST {project}/metrics?saveFailing=true", Body("select user_id from nowhere"))).Expect(
            201
        );

        Assert.Equal(("failing", Message), (saved["check"], saved["checkMessage"]));
        Assert.Contains(
            (await manager.Admin.CallAsync($"GET {project}/metrics")).Body.GetProperty("items").EnumerateArray(),
            m => m.GetProperty("check").GetString() == "failing"
        );
        foreach (var (metrics, roles) in new[] { ("\"m\"", "null"), ("\"done\",\"m\"", """{"done":"secondary","m":"primary"}""") })
        {
            var refused = await manager.Admin.CallAsync(
                $"POST {project}/experiments",
                $$"""{"name":"E","flag":"form","environment":"production","metrics":[{{metrics}}],"roles":{{roles}} }"""
            );
            Assert.Contains("'m'", refused.Expect(400)["detail"], StringComparison.Ordinal);
        }

        var experiment = await manager.NewExperimentAsync(project, """, "roles":{"done":"primary","value":"secondary"}""");
        (
            await manager.Admin.CallAsync($"PATCH {experiment}", """{"metrics":["m"],"roles":{"m":"primary","done":null,"value":null}}""")
        ).Expect(400);
        (
            await manager.Admin.CallAsync($"PATCH {experiment}", """{"metrics":["done","m"],"roles":{"m":"secondary","value":null}}""")
        ).Expect(200);
    }

    [Fact]
    public async Task A_corrected_metric_loses_the_mark_and_can_be_primary()
    {
        var project = await manager.NewProjectAsync();
        Fail();
        (await manager.Admin.CallAsync($"POST {project}/metrics?saveFailing=true", Body("select user_id from nowhere"))).Expect(201);
        manager.Stats.Metric = fine;

        var saved = (await manager.Admin.CallAsync($"PUT {project}/metrics/m", Body("select user_id from nowhere"))).Expect(200);

        Assert.Equal("passed", saved["check"]);
        Assert.False(saved.Body.TryGetProperty("checkMessage", out _));
        (
            await manager.Admin.CallAsync(
                $"POST {project}/experiments",
                """{"name":"E","flag":"form","environment":"production","metrics":["m"]}"""
            )
        ).Expect(201);
    }

    [Fact]
    public async Task A_primary_metric_of_an_experiment_cannot_be_replaced_by_a_failing_one()
    {
        var project = await manager.NewProjectAsync();
        var experiment = await manager.NewExperimentAsync(project);
        Fail();

        var answer = await manager.Admin.CallAsync(
            $"PUT {project}/metrics/done?saveFailing=true",
            """{"type":"binomial","query":"select user_id from nowhere"}"""
        );

        Assert.Contains($"experiment {ExperimentsUnderTest.IdOf(experiment)}", answer.Expect(409)["detail"], StringComparison.Ordinal);
        (
            await manager.Admin.CallAsync(
                $"PUT {project}/metrics/value?saveFailing=true",
                """{"type":"revenue","query":"select user_id from nowhere"}"""
            )
        ).Expect(200);
    }

    [Fact]
    public async Task Without_a_database_a_metric_is_saved_as_unchecked()
    {
        var project = await manager.NewProjectAsync(connected: false);

        var created = (await manager.Admin.CallAsync($"POST {project}/metrics", Body("select user_id, timestamp from events"))).Expect(201);

        Assert.Equal(
            ("unchecked", "No analytics database is connected, so the query was not checked."),
            (created["check"], created["checkMessage"])
        );
        (
            await manager.Admin.CallAsync(
                $"POST {project}/experiments",
                """{"name":"E","flag":"form","environment":"production","metrics":["m"]}"""
            )
        ).Expect(201);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_metric_is_not_saved_unchecked_because_the_database_does_not_answer(bool worker)
    {
        var project = await manager.NewProjectAsync();
        (manager.Stats.IsUnavailable, manager.Stats.Metric) = (
            worker,
            fine with
            {
                Ok = false,
                Credentials = new()
                {
                    Ok = false,
                    Code = CheckCodes.CannotConnect,
                    Message = "Nobody answers at db.example.com.",
                },
                Query = new()
                {
                    Ok = false,
                    Ran = false,
                    Message = "Not run: the connection comes first.",
                },
            }
        );

        var answer = await manager.Admin.CallAsync($"POST {project}/metrics", Body("select user_id, timestamp from events"));
        Assert.StartsWith(
            "The query could not be checked, so the metric is not saved.",
            answer.Expect(503)["detail"],
            StringComparison.Ordinal
        );
        (await manager.Admin.CallAsync($"GET {project}/metrics/m")).Expect(404);

        Assert.Equal(
            "unchecked",
            (
                await manager.Admin.CallAsync($"POST {project}/metrics?saveFailing=true", Body("select user_id, timestamp from events"))
            ).Expect(201)["check"]
        );
    }

    [Fact]
    public async Task A_metric_that_passed_its_check_can_be_renamed_without_the_stats_worker()
    {
        var project = await manager.NewProjectAsync();
        (await manager.Admin.CallAsync($"POST {project}/metrics", Body("select 7"))).Expect(201);
        manager.Stats.IsUnavailable = true;

        var saved = (
            await manager.Admin.CallAsync($"PUT {project}/metrics/m", """{"name":"Renamed","type":"binomial","query":"select 7"}""")
        ).Expect(200);

        Assert.Equal(("Renamed", "passed"), (saved["name"], saved["check"]));
    }

    private void Fail() =>
        manager.Stats.Metric = fine with
        {
            Ok = false,
            Query = new()
            {
                Ok = false,
                Ran = true,
                Code = CheckCodes.QueryFails,
                Message = Message,
            },
        };

    private static string Body(string query) =>
        System.Text.Json.JsonSerializer.Serialize(
            new
            {
                key = "m",
                type = "binomial",
                query,
            }
        );
}
