using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Tests.Support;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>The report of a holdout: what it asks the stats worker for, and what it shows.</summary>
public sealed class HoldoutReportTests(ExperimentsUnderTest manager) : IClassFixture<ExperimentsUnderTest>, IAsyncLifetime
{
    private const string Body = """
        {"usersQuery":"select user_id, timestamp from visits","metrics":["value","DONE"]}
        """;

    private readonly MetricReport works = manager.Stats.Metric;

    private static HoldoutResult Result =>
        new()
        {
            ComputedAt = DateTimeOffset.UnixEpoch,
            Engine = "Waypost.Stats 1.0",
            Window = new(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(91)),
            Users = new()
            {
                ByVariant = new Dictionary<string, long> { [HoldoutResult.Holdout] = 100, [HoldoutResult.Others] = 900 },
                Total = 1000,
                ExcludedMultiple = 0,
                ExcludedNullUser = 0,
            },
            SampleRatio = null,
            Basis = AnalysisBasis.AlwaysValid,
            Metrics = [],
            Warnings = [],
            Sql = "",
        };

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        manager.Stats.Metric = works;
        manager.Stats.IsUnavailable = false;
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_worker_gets_the_range_the_period_and_the_chosen_metrics_and_the_query_is_kept()
    {
        var (project, holdout) = await NewHoldoutAsync();

        var requested = (await manager.Admin.CallAsync($"POST {holdout}/report", Body)).Expect(202);
        var again = (await manager.Admin.CallAsync($"POST {holdout}/report")).Expect(202);

        var request = await NewestRequestAsync(holdout);
        var known = (await manager.Admin.CallAsync($"GET {project}/holdout")).Expect(200);
        Assert.Equal(("1", "1", "queued"), (requested["number"], again["number"], again["status"]));
        Assert.Equal("select user_id, timestamp from visits", request.UsersQuery);
        Assert.Equal((known["salt"], 0, 10_000), (request.Salt, request.FromBucket, request.ToBucket));
        Assert.Equal(known.Body.GetProperty("startedAt").GetDateTimeOffset(), request.From);
        Assert.Equal(known.Body.GetProperty("plannedEnd").GetDateTimeOffset(), request.PlannedEnd);
        Assert.Null(request.To);
        Assert.Equal(["value", "done"], request.Metrics.Select(metric => metric.Definition.Key));
        Assert.All(request.Metrics, metric => Assert.Equal(MetricRole.Primary, metric.Role));
        var listed = (await manager.Admin.CallAsync($"GET {project}/holdouts")).Expect(200).Body[0];
        Assert.Equal("select user_id, timestamp from visits", listed.GetProperty("usersQuery").GetString());
        Assert.Equal(2, listed.GetProperty("metrics").GetArrayLength());
        Assert.EndsWith($"{holdout}/report/job", requested.Response.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_is_kept_when_the_next_computation_fails_is_cancelled_or_the_holdout_ends()
    {
        var (project, holdout) = await NewHoldoutAsync();
        (await manager.Admin.CallAsync($"GET {holdout}/report")).Expect(404);
        (await manager.Admin.CallAsync($"GET {holdout}/report/job")).Expect(404);
        (await manager.Admin.CallAsync($"POST {holdout}/report", Body)).Expect(202);
        await EndAsync(holdout, JobStatus.Succeeded, JsonSerializer.Serialize(Result, ExperimentsJson.Default.HoldoutResult));

        (await manager.Admin.CallAsync($"POST {holdout}/report")).Expect(202);
        await EndAsync(holdout, JobStatus.Failed, error: "The database did not respond.");
        var failed = (await manager.Admin.CallAsync($"GET {holdout}/report/job")).Expect(200);
        (await manager.Admin.CallAsync($"DELETE {holdout}/report/job")).Expect(409);
        (await manager.Admin.CallAsync($"POST {holdout}/report")).Expect(202);
        var cancelled = (await manager.Admin.CallAsync($"DELETE {holdout}/report/job")).Expect(200);
        (await manager.Admin.CallAsync($"DELETE {project}/holdout")).Expect(204);
        var shown = (await manager.Admin.CallAsync($"GET {holdout}/report")).Expect(200);
        (await manager.Admin.CallAsync($"POST {holdout}/report")).Expect(202);

        Assert.Equal(("2", "The database did not respond."), (failed["number"], failed["error"]));
        Assert.Equal(("3", "cancelled"), (cancelled["number"], cancelled["status"]));
        Assert.Equal(1000, shown.Body.GetProperty("users").GetProperty("total").GetInt64());
        Assert.Equal(JsonValueKind.Null, shown.Body.GetProperty("sampleRatio").ValueKind);
        var listed = (await manager.Admin.CallAsync($"GET {project}/holdouts")).Expect(200).Body[0];
        Assert.Equal(listed.GetProperty("endedAt").GetDateTimeOffset(), (await NewestRequestAsync(holdout)).To);
    }

    [Fact]
    public async Task A_planned_end_that_is_changed_after_a_report_ends_the_fixed_test_and_one_changed_before_does_not()
    {
        var (project, holdout) = await NewHoldoutAsync();
        var moved = await MoveEndAsync(project, 7);
        (await manager.Admin.CallAsync($"POST {holdout}/report", Body)).Expect(202);
        Assert.Equal(moved, (await NewestRequestAsync(holdout)).PlannedEnd);
        await EndAsync(holdout, JobStatus.Succeeded, JsonSerializer.Serialize(Result, ExperimentsJson.Default.HoldoutResult));

        await MoveEndAsync(project, 14);
        (await manager.Admin.CallAsync($"POST {holdout}/report")).Expect(202);

        Assert.Null((await NewestRequestAsync(holdout)).PlannedEnd);
        var listed = (await manager.Admin.CallAsync($"GET {project}/holdouts")).Expect(200).Body[0];
        Assert.True(listed.GetProperty("endMoved").GetBoolean());
    }

    [Theory]
    [InlineData("""{"metrics":["value"]}""", "usersQuery")]
    [InlineData("""{"usersQuery":" ","metrics":["value"]}""", "usersQuery")]
    [InlineData("""{"usersQuery":"select 1"}""", "metrics")]
    [InlineData("""{"usersQuery":"select 1","metrics":[]}""", "metrics")]
    [InlineData("""{"usersQuery":"select 1","metrics":["value","VALUE"]}""", "metrics")]
    [InlineData("""{"usersQuery":"select 1","metrics":["value","gone"]}""", "metrics")]
    public async Task What_is_missing_or_unknown_is_refused_beside_its_field(string body, string field)
    {
        var (_, holdout) = await NewHoldoutAsync();

        Assert.Equal([field], (await manager.Admin.CallAsync($"POST {holdout}/report", body)).Expect(400).WrongFields);
    }

    [Fact]
    public async Task A_users_query_that_does_not_work_is_not_saved_and_the_check_shows_why()
    {
        var (project, holdout) = await NewHoldoutAsync();
        manager.Stats.Metric = works with
        {
            Ok = false,
            Query = new()
            {
                Ok = false,
                Ran = true,
                Code = CheckCodes.ColumnMissing,
                Message = "The column timestamp is missing.",
            },
        };

        var refused = (await manager.Admin.CallAsync($"POST {holdout}/report", Body)).Expect(422);
        var check = (
            await manager.Admin.CallAsync($"POST {holdout}/report/check", """{"usersQuery":"select user_id from visits"}""")
        ).Expect(200);

        Assert.Equal(["usersQuery"], refused.WrongFields);
        Assert.Contains("timestamp is missing", refused["detail"], StringComparison.Ordinal);
        Assert.Equal("The column timestamp is missing.", check.Body.GetProperty("query").GetProperty("message").GetString());
        var (_, body) = manager.Stats.Requests.Last(sent => sent.Body.Contains("from visits", StringComparison.Ordinal));
        Assert.Contains("\"type\":\"binomial\"", body, StringComparison.Ordinal);
        var listed = (await manager.Admin.CallAsync($"GET {project}/holdouts")).Expect(200).Body[0];
        Assert.False(listed.TryGetProperty("usersQuery", out var saved) && saved.ValueKind != JsonValueKind.Null);
        (await manager.Admin.CallAsync($"POST {holdout}/report/check")).Expect(400);
    }

    [Fact]
    public async Task Without_an_analytics_database_a_worker_or_a_holdout_it_says_so()
    {
        var (_, unconnected) = await NewHoldoutAsync(connected: false);
        var (project, holdout) = await NewHoldoutAsync();
        var (other, _) = await NewHoldoutAsync();
        manager.Stats.IsUnavailable = true;

        var notConnected = (await manager.Admin.CallAsync($"POST {unconnected}/report", Body)).Expect(409);
        (
            await manager.Admin.CallAsync(
                $"POST {unconnected}/report/check",
                Body.Replace(",\"metrics\":[\"value\",\"DONE\"]", "", StringComparison.Ordinal)
            )
        ).Expect(409);
        (await manager.Admin.CallAsync($"POST {holdout}/report", Body)).Expect(503);
        (await manager.Admin.CallAsync($"POST {holdout.Replace(project, other, StringComparison.Ordinal)}/report", Body)).Expect(404);
        (await manager.Admin.CallAsync($"GET {project}/holdouts/999999/report")).Expect(404);

        Assert.Contains("Connect one first", notConnected["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disconnecting_the_database_removes_its_password_and_deleting_the_project_the_jobs()
    {
        var (project, holdout) = await NewHoldoutAsync();
        (await manager.Admin.CallAsync($"POST {holdout}/report", Body)).Expect(202);
        await using var db = manager.OpenDatabase();
        var job = (await JobsOf(db, holdout).SingleAsync(TestContext.Current.CancellationToken)).JobId;

        (await manager.Admin.CallAsync($"DELETE {project}/events-database")).Expect(204);
        var kept = await db.Jobs.AsNoTracking().SingleAsync(j => j.Id == job, TestContext.Current.CancellationToken);
        (await manager.Admin.CallAsync($"DELETE {project}")).Expect(204);

        Assert.Equal(JobStatus.Cancelled, kept.Status);
        Assert.False(kept.Payload.GetProperty("source").TryGetProperty("protectedPassword", out _));
        Assert.False(await db.Jobs.AnyAsync(j => j.Id == job, TestContext.Current.CancellationToken));
    }

    private async Task<(string Project, string Holdout)> NewHoldoutAsync(bool connected = true)
    {
        var project = await manager.NewProjectAsync(connected);
        (await manager.Admin.CallAsync($"POST {project}/holdout", """{"sharePercent":10}""")).Expect(201);
        var id = (await manager.Admin.CallAsync($"GET {project}/holdouts")).Expect(200).Body[0].GetProperty("id").GetInt32();
        return (project, string.Create(CultureInfo.InvariantCulture, $"{project}/holdouts/{id}"));
    }

    private async Task<DateTimeOffset> MoveEndAsync(string project, int days)
    {
        var end = (await manager.Admin.CallAsync($"GET {project}/holdout")).Expect(200).Body.GetProperty("plannedEnd").GetDateTimeOffset();
        var moved = end.AddDays(days);
        (await manager.Admin.CallAsync($"PATCH {project}/holdout", $$"""{"plannedEnd":"{{moved:O}}"}""")).Expect(200);
        return moved;
    }

    private static IQueryable<Data.HoldoutJob> JobsOf(Data.ManagerDb db, string holdout)
    {
        var id = (int)ExperimentsUnderTest.IdOf(holdout);
        return db.HoldoutJobs.AsNoTracking().Include(j => j.Job).Where(j => j.HoldoutId == id).OrderByDescending(j => j.Number);
    }

    private async Task<HoldoutRequest> NewestRequestAsync(string holdout)
    {
        await using var db = manager.OpenDatabase();
        var job = await JobsOf(db, holdout).FirstAsync(TestContext.Current.CancellationToken);
        Assert.Equal(JobKinds.Holdout, job.Job.Kind);
        return job.Job.Payload.Deserialize(ExperimentsJson.Default.HoldoutRequest)!;
    }

    private async Task EndAsync(string holdout, string status, string? result = null, string? error = null)
    {
        await using var db = manager.OpenDatabase();
        var job = (await JobsOf(db, holdout).FirstAsync(TestContext.Current.CancellationToken)).JobId;
        await db.Database.ExecuteSqlAsync(
            $"update jobs set status = {status}, result = {result}::jsonb, error = {error}, finished_at = now() where id = {job}",
            TestContext.Current.CancellationToken
        );
    }
}
