using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Tests.Support;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>Breakdowns are computed on request, one column at a time, and the latest of each column is kept.</summary>
public sealed class BreakdownTests(ExperimentsUnderTest manager) : IClassFixture<ExperimentsUnderTest>
{
    private static readonly DateTimeOffset start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_worker_gets_the_column_the_metrics_and_the_plan()
    {
        var experiment = await RunningAsync();

        var queued = await RequestAsync(experiment, "device");

        Assert.Equal("queued", queued.Expect(202)["status"]);
        Assert.EndsWith(
            $"{experiment}/results/breakdown?column=device",
            queued.Response.Headers.Location!.ToString(),
            StringComparison.Ordinal
        );
        await using var db = manager.OpenDatabase();
        var id = ExperimentsUnderTest.IdOf(experiment);
        var payload = await db
            .ExperimentJobs.Where(job => job.ExperimentId == id && job.Kind == JobKinds.Breakdown)
            .Select(job => job.Job.Payload)
            .SingleAsync(TestContext.Current.CancellationToken);
        var request = payload.Deserialize(ExperimentsJson.Default.BreakdownRequest)!;
        Assert.Equal(("device", id, start), (request.Column, request.ExperimentId, request.From));
        Assert.Equal(["done", "value"], request.Metrics.Select(metric => metric.Definition.Key));
        Assert.Equal(["off", "on"], request.Variants.Select(variant => variant.Key).Order(StringComparer.Ordinal));
        Assert.True(request.PlannedEnd > request.From);
    }

    [Fact]
    public async Task Each_column_keeps_its_latest_result()
    {
        var experiment = await RunningAsync();
        (await manager.Admin.CallAsync($"GET {experiment}/results/breakdown")).Expect(404);

        await ComputeAsync(experiment, "device", users: 10);
        await ComputeAsync(experiment, "country", users: 20);
        await ComputeAsync(experiment, "device", users: 30);
        await ComputeAsync(experiment, "plan", users: 40);

        Assert.Equal(30, await UsersAsync($"{experiment}/results/breakdown?column=device"));
        Assert.Equal(20, await UsersAsync($"{experiment}/results/breakdown?column=country"));
        Assert.Equal(40, await UsersAsync($"{experiment}/results/breakdown"));
        var missing = (await manager.Admin.CallAsync($"GET {experiment}/results/breakdown?column=age")).Expect(404);
        Assert.Contains("has no breakdown by 'age' yet. POST", missing["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_column_is_not_queued_twice_and_another_one_has_to_wait()
    {
        var experiment = await RunningAsync();

        (await RequestAsync(experiment, "device")).Expect(202);

        Assert.Equal("1", (await RequestAsync(experiment, "device")).Expect(202)["number"]);
        var refused = (await RequestAsync(experiment, "country")).Expect(409);
        Assert.Contains("A breakdown by 'device' is being computed", refused["detail"], StringComparison.Ordinal);
        await manager.EndJobAsync(experiment, JobKinds.Breakdown, "failed", error: "No connection.");
        Assert.Equal("2", (await RequestAsync(experiment, "country")).Expect(202)["number"]);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"column":""}""")]
    [InlineData("""{"column":"a123456789b123456789c123456789d123456789e123456789f123456789g123"}""")]
    public async Task A_column_that_cannot_be_one_is_refused(string body)
    {
        var experiment = await RunningAsync();

        var refused = (await manager.Admin.CallAsync($"POST {experiment}/results/breakdown/refresh", body)).Expect(400);

        Assert.Contains(
            "further column",
            refused.Body.GetProperty("errors").GetProperty("column")[0].GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_new_phase_begins_without_one()
    {
        var experiment = await RunningAsync();
        await ComputeAsync(experiment, "device", users: 10);

        (await manager.Admin.CallAsync($"PATCH {experiment}", """{"newPhase":true}""")).Expect(200);

        (await manager.Admin.CallAsync($"GET {experiment}/results/breakdown?column=device")).Expect(404);
        (await manager.Admin.CallAsync($"GET {experiment}/results/breakdown")).Expect(404);
    }

    [Fact]
    public async Task Saving_the_connection_stores_the_columns_that_its_test_found()
    {
        var project = await manager.NewProjectAsync();
        Assert.Empty(await ColumnsAsync($"GET {project}/events-database"));
        manager.Stats.Source = StatsWorkerStub.Success with
        {
            Exposures = StatsWorkerStub.Success.Exposures with
            {
                Columns = [Column("device", true), Column("tags", false), Column("country", true)],
            },
        };
        try
        {
            var before = (await manager.Admin.CallAsync($"GET {project}/events-database")).Expect(200).Response.Headers.ETag;
            // The same connection again: only what was found is new.
            Assert.Equal(["device", "country"], await ColumnsAsync($"PUT {project}/events-database", ExperimentsUnderTest.Database));
            var after = (await manager.Admin.CallAsync($"GET {project}/events-database")).Expect(200);
            Assert.Equal(["device", "country"], Texts(after.Body));
            Assert.NotNull(before);
        }
        finally
        {
            manager.Stats.Source = StatsWorkerStub.Success;
        }
    }

    private static ColumnReport Column(string name, bool breakdown) =>
        new()
        {
            Name = name,
            Type = "text",
            Needed = false,
            Ok = true,
            Breakdown = breakdown,
        };

    private static List<string> Texts(JsonElement view) =>
        [.. view.GetProperty("breakdownColumns").EnumerateArray().Select(one => one.GetString()!)];

    private async Task<List<string>> ColumnsAsync(string call, string? body = null) =>
        Texts((await manager.Admin.CallAsync(call, body)).Expect(200).Body);

    private async Task<string> RunningAsync()
    {
        var experiment = await manager.NewExperimentAsync(await manager.NewProjectAsync());
        (await manager.Admin.CallAsync($"POST {experiment}/start", $$"""{"at":"{{start:O}}"}""")).Expect(200);
        return experiment;
    }

    private Task<ApiResponse> RequestAsync(string experiment, string column) =>
        manager.Admin.CallAsync($"POST {experiment}/results/breakdown/refresh", $$"""{"column":"{{column}}"}""");

    private async Task ComputeAsync(string experiment, string column, long users)
    {
        (await RequestAsync(experiment, column)).Expect(202);
        var result = new BreakdownResult
        {
            ComputedAt = start.AddDays(1),
            Window = new(start, start.AddDays(1)),
            Column = column,
            Basis = AnalysisBasis.AlwaysValid,
            Values = 1,
            Levels = [new(BreakdownLevelKind.Value, "one", users, 1, new Dictionary<string, long> { ["off"] = users }, null)],
            Metrics = [],
            Sql = "select 1",
        };
        await manager.EndJobAsync(
            experiment,
            JobKinds.Breakdown,
            "succeeded",
            JsonSerializer.Serialize(result, ExperimentsJson.Default.BreakdownResult)
        );
    }

    private async Task<long> UsersAsync(string path) =>
        (await manager.Admin.CallAsync($"GET {path}")).Expect(200).Body.GetProperty("levels")[0].GetProperty("users").GetInt64();
}
