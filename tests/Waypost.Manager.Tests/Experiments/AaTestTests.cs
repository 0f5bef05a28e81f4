using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Data;
using Waypost.Manager.Tests.Support;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>A/A tests of a metric: started, followed, cancelled and read over the API.</summary>
public sealed class AaTestTests(ExperimentsUnderTest manager) : IClassFixture<ExperimentsUnderTest>
{
    [Fact]
    public async Task It_is_queued_once_with_all_the_worker_needs_and_its_result_can_be_read()
    {
        var project = await manager.NewProjectAsync();
        var tests = $"{project}/metrics/value/aa-tests";
        Assert.Contains(
            "POST …/metrics/value/aa-tests starts one.",
            (await manager.Admin.CallAsync($"GET {tests}")).Expect(404)["detail"],
            StringComparison.Ordinal
        );

        var started = (await manager.Admin.CallAsync($"POST {tests}", """{"days":90,"share":0.1}""")).Expect(202);
        var again = (await manager.Admin.CallAsync($"POST {tests}", "{}")).Expect(202);

        Assert.Equal($"/api/v1{tests}/1", started.Response.Headers.Location!.ToString());
        Assert.Equal((1, 1), (started.Body.GetProperty("number").GetInt32(), again.Body.GetProperty("number").GetInt32()));
        var request = (await JobAsync(project)).Payload.Deserialize(ExperimentsJson.Default.AaTestRequest)!;
        Assert.Equal((90, 0.1, 0.05), (request.Days, request.Share, request.Alpha));
        Assert.Equal(("value", 500d), (request.Metric.Key, request.Metric.Cap!.Value));
        Assert.Equal("db.example.com", request.Source.Host);

        await EndAsync(project, JobStatus.Succeeded, Result(request.Metric));

        var result = (await manager.Admin.CallAsync($"GET {tests}")).Expect(200).Body;
        Assert.Equal(0.052, result.GetProperty("fixed").GetProperty("rate").GetDouble());
        Assert.Equal("as promised", result.GetProperty("fixed").GetProperty("verdict").GetString());
        Assert.Equal("exposures", result.GetProperty("usersFrom").GetString());
        Assert.Equal(JsonValueKind.Null, result.GetProperty("smallestEffect").ValueKind);
        Assert.Equal("succeeded", (await manager.Admin.CallAsync($"GET {tests}/1")).Expect(200)["status"]);
        Assert.Equal(2, (await manager.Admin.CallAsync($"POST {tests}", "{}")).Expect(202).Body.GetProperty("number").GetInt32());
        var defaults = (await JobAsync(project)).Payload.Deserialize(ExperimentsJson.Default.AaTestRequest)!;
        Assert.Equal((28, 0.5), (defaults.Days, defaults.Share));
    }

    [Fact]
    public async Task It_can_be_cancelled_until_it_has_ended()
    {
        var project = await manager.NewProjectAsync();
        var tests = $"{project}/metrics/done/aa-tests";
        (await manager.Admin.CallAsync($"POST {tests}", "{}")).Expect(202);

        Assert.Equal("cancelled", (await manager.Admin.CallAsync($"DELETE {tests}/1")).Expect(200)["status"]);

        (await manager.Admin.CallAsync($"POST {tests}", "{}")).Expect(202);
        await EndAsync(project, JobStatus.Failed, null);
        var ended = (await manager.Admin.CallAsync($"DELETE {tests}/2")).Expect(409)["detail"];
        Assert.Contains("has already ended: failed", ended, StringComparison.Ordinal);
        Assert.Contains("no A/A test 3", (await manager.Admin.CallAsync($"GET {tests}/3")).Expect(404)["detail"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"days":0}""", "days")]
    [InlineData("""{"days":10000}""", "days")]
    [InlineData("""{"days":-1,"share":0.6}""", "days", "share")]
    [InlineData("""{"share":0}""", "share")]
    [InlineData("""{"share":0.001}""", "share")]
    public async Task A_wrong_number_is_named(string body, params string[] fields)
    {
        var project = await manager.NewProjectAsync();

        var refused = await manager.Admin.CallAsync($"POST {project}/metrics/done/aa-tests", body);

        Assert.Equal(fields, refused.Expect(400).WrongFields);
        await using var db = manager.OpenDatabase();
        Assert.False(await JobsOf(db, project).AnyAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_cannot_be_tested_is_refused_with_what_to_do()
    {
        var project = await manager.NewProjectAsync(connected: false);
        var unconnected = (await manager.Admin.CallAsync($"POST {project}/metrics/done/aa-tests", "{}")).Expect(409);
        (await manager.Admin.CallAsync($"POST {project}/metrics/none/aa-tests", "{}")).Expect(404);

        Assert.Contains("has no analytics database. Connect one first", unconnected["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disconnecting_cancels_it_and_removes_the_password()
    {
        var project = await manager.NewProjectAsync();
        (await manager.Admin.CallAsync($"POST {project}/metrics/done/aa-tests", "{}")).Expect(202);

        (await manager.Admin.CallAsync($"DELETE {project}/events-database")).Expect(204);

        var job = await JobAsync(project);
        Assert.Equal(JobStatus.Cancelled, job.Status);
        Assert.False(job.Payload.GetProperty("source").TryGetProperty("protectedPassword", out _));
    }

    [Theory]
    [InlineData("/metrics/done")]
    [InlineData("")]
    public async Task Deleting_the_metric_or_the_project_deletes_its_jobs(string deleted)
    {
        var project = await manager.NewProjectAsync();
        (await manager.Admin.CallAsync($"POST {project}/metrics/done/aa-tests", "{}")).Expect(202);
        var id = (await JobAsync(project)).Id;

        (await manager.Admin.CallAsync($"DELETE {project}{deleted}")).Expect(204);

        await using var db = manager.OpenDatabase();
        Assert.False(await db.Jobs.AnyAsync(job => job.Id == id, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Old_jobs_are_deleted_but_never_the_latest_result()
    {
        var project = await manager.NewProjectAsync();
        for (var i = 0; i < 13; i++)
        {
            (await manager.Admin.CallAsync($"POST {project}/metrics/done/aa-tests", "{}")).Expect(202);
            var metric = (await JobAsync(project)).Payload.Deserialize(ExperimentsJson.Default.AaTestRequest)!.Metric;
            await EndAsync(project, i == 0 ? JobStatus.Succeeded : JobStatus.Failed, i == 0 ? Result(metric) : null);
        }

        (await manager.Admin.CallAsync($"GET {project}/metrics/done/aa-tests")).Expect(200);
        await using var db = manager.OpenDatabase();
        var kept = await JobsOf(db, project).Select(job => job.Number).Order().ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal([1, .. Enumerable.Range(4, 10)], kept);
    }

    private static AaTestResult Result(MetricDefinition metric) =>
        new()
        {
            ComputedAt = DateTimeOffset.UnixEpoch,
            Metric = metric,
            Window = new(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch),
            Days = 28,
            Users = 5_000,
            UsersFrom = AaTestUsers.Exposures,
            Share = 0.5,
            Resplits = 1_000,
            Seed = 1,
            Buckets = 4_500,
            Fixed = new()
            {
                Promised = 0.05,
                Alarms = 52,
                Compared = 1_000,
                Rate = 0.052,
                Interval = [0.036, 0.073],
                Verdict = AaVerdict.AsPromised,
                Message = "5.2 % of 1,000 re-splits: as promised (5 %).",
            },
            Warnings = [],
        };

    private static IQueryable<MetricJob> JobsOf(ManagerDb db, string project)
    {
        var key = project["/projects/".Length..];
        var metrics = db
            .Metrics.Where(metric => db.Projects.Any(p => p.Id == metric.ProjectId && p.Key == key))
            .Select(metric => metric.Id);
        return db.MetricJobs.AsNoTracking().Where(job => metrics.Contains(job.MetricId));
    }

    /// <summary>The newest job of the project's metrics.</summary>
    private async Task<Job> JobAsync(string project)
    {
        await using var db = manager.OpenDatabase();
        return await JobsOf(db, project)
            .OrderByDescending(job => job.Number)
            .Select(job => job.Job)
            .FirstAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Ends the newest job, as the stats worker would.</summary>
    private async Task EndAsync(string project, string status, AaTestResult? result)
    {
        var json = result is null ? null : JsonSerializer.Serialize(result, ExperimentsJson.Default.AaTestResult);
        var id = (await JobAsync(project)).Id;
        await using var db = manager.OpenDatabase();
        await db.Database.ExecuteSqlAsync(
            $"update jobs set status = {status}, result = {json}::jsonb, finished_at = now() where id = {id}",
            TestContext.Current.CancellationToken
        );
    }
}
