using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Tests.Support;
using Waypost.Testing;
using Waypost.Wire;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>Connects a project to its analytics database.</summary>
public sealed class AnalyticsDatabaseTests(ExperimentsUnderTest manager) : IClassFixture<ExperimentsUnderTest>
{
    [Fact]
    public async Task A_working_connection_is_saved_and_the_password_is_neither_returned_nor_stored_in_clear_text()
    {
        var project = await manager.NewProjectAsync(connected: false);

        var saved = (await manager.Admin.CallAsync($"PUT {project}/events-database", ExperimentsUnderTest.Database)).Expect(200);

        Assert.Equal("reader", saved["username"]);
        Assert.DoesNotContain("assword", saved.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "assword",
            (await manager.Admin.CallAsync($"GET {project}/events-database")).Expect(200).Text,
            StringComparison.Ordinal
        );
        Expect.All(
            manager.Stats.Requests,
            asked => Assert.DoesNotContain("a password nobody may read", asked.Body, StringComparison.Ordinal)
        );
        await using var db = manager.OpenDatabase();
        Expect.All(
            await db.AnalyticsDatabases.Select(d => d.ProtectedPassword).ToListAsync(TestContext.Current.CancellationToken),
            stored => Assert.DoesNotContain("password", stored, StringComparison.OrdinalIgnoreCase)
        );
    }

    [Theory]
    [InlineData(CheckCodes.CannotConnect, "host")]
    [InlineData(CheckCodes.CannotLogIn, "username")]
    [InlineData(CheckCodes.TooManyRights, "username")]
    public async Task A_failed_connection_gets_422_with_its_field_and_is_not_saved(string code, string field)
    {
        var project = await manager.NewProjectAsync(connected: false);
        manager.Stats.Source = StatsWorkerStub.Success with
        {
            Credentials = new()
            {
                Ok = false,
                Code = code,
                Message = "No.",
            },
        };

        var answer = await manager.Admin.CallAsync($"PUT {project}/events-database", ExperimentsUnderTest.Database);

        manager.Stats.Source = StatsWorkerStub.Success;
        Assert.Equal(code, answer.Expect(422)["code"]);
        Assert.Equal([field], answer.WrongFields);
        (await manager.Admin.CallAsync($"GET {project}/events-database")).Expect(404);
    }

    [Fact]
    public async Task A_query_that_fails_gets_422_with_every_column_that_was_checked()
    {
        var project = await manager.NewProjectAsync(connected: false);
        manager.Stats.Source = StatsWorkerStub.Success with
        {
            Exposures = new()
            {
                Ok = false,
                Ran = true,
                Code = CheckCodes.ColumnMissing,
                Message = "The column treatment is missing.",
                Columns =
                [
                    new()
                    {
                        Name = "treatment",
                        Needed = true,
                        Ok = false,
                        Message = "Missing.",
                    },
                ],
            },
        };

        var answer = await manager.Admin.CallAsync($"PUT {project}/events-database", ExperimentsUnderTest.Database);

        manager.Stats.Source = StatsWorkerStub.Success;
        Assert.Equal(["exposuresQuery"], answer.Expect(422).WrongFields);
        Assert.Equal(
            "treatment",
            answer.Body.GetProperty("report").GetProperty("exposures").GetProperty("columns")[0].GetProperty("name").GetString()
        );
    }

    [Fact]
    public async Task While_the_stats_worker_is_unavailable_connecting_gets_503_and_flags_still_work()
    {
        var project = await manager.NewProjectAsync(connected: false);
        manager.Stats.IsUnavailable = true;

        var answer = await manager.Admin.CallAsync($"PUT {project}/events-database", ExperimentsUnderTest.Database);
        var flags = await manager.Admin.CallAsync($"PATCH {project}/environments/production/flags/form", """{"enabled":true}""");

        manager.Stats.IsUnavailable = false;
        Assert.Contains("stats worker", answer.Expect(503)["detail"], StringComparison.Ordinal);
        flags.Expect(200);
        (await manager.Admin.CallAsync($"GET {project}/events-database")).Expect(404);
    }

    [Fact]
    public async Task A_saved_password_is_used_only_for_the_host_it_was_saved_for()
    {
        var project = await manager.NewProjectAsync();

        var elsewhere = await manager.Admin.CallAsync(
            $"PUT {project}/events-database",
            ExperimentsUnderTest
                .Database.Replace("db.example.com", "evil.example.com", StringComparison.Ordinal)
                .Replace("a password nobody may read", "", StringComparison.Ordinal)
        );
        var here = await manager.Admin.CallAsync(
            $"PUT {project}/events-database",
            """{"host":"db.example.com","database":"shop","username":"reader","exposuresQuery":"select 1"}"""
        );

        Assert.Equal(["password"], elsewhere.Expect(400).WrongFields);
        Assert.Equal("select 1", here.Expect(200)["exposuresQuery"]);
    }

    [Fact]
    public async Task Saving_the_same_connection_again_changes_nothing()
    {
        var project = await manager.NewProjectAsync();
        var before = (await manager.Admin.CallAsync($"GET {project}/events-database")).ETag;

        (await manager.Admin.CallAsync($"PUT {project}/events-database", ExperimentsUnderTest.Database)).Expect(200);

        Assert.Equal(before, (await manager.Admin.CallAsync($"GET {project}/events-database")).ETag);
        var log = (await manager.Admin.CallAsync($"GET {project}/events?type=EVENTS_DATABASE_CONNECTED")).Expect(200);
        Assert.Equal(1, log.Body.GetProperty("items").GetArrayLength());
        Assert.DoesNotContain("nobody may read", log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disconnecting_deletes_the_password_everywhere()
    {
        var project = await manager.NewProjectAsync();
        var experiment = await manager.NewExperimentAsync(project);
        (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(200);
        (await manager.Admin.CallAsync($"POST {experiment}/analyses")).Expect(202);

        (await manager.Admin.CallAsync($"DELETE {project}/events-database")).Expect(204);

        Assert.Equal("cancelled", (await manager.Admin.CallAsync($"GET {experiment}/analyses/1")).Expect(200)["status"]);
        await using var db = manager.OpenDatabase();
        var id = ExperimentsUnderTest.IdOf(experiment);
        var payload = await db
            .ExperimentJobs.Where(j => j.ExperimentId == id)
            .Select(j => j.Job.Payload)
            .SingleAsync(TestContext.Current.CancellationToken);
        Assert.False(payload.GetProperty("source").TryGetProperty("protectedPassword", out _));
        Assert.Contains(
            "analytics database",
            (await manager.Admin.CallAsync($"POST {experiment}/analyses")).Expect(409)["detail"],
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("VerifyFull", "verify-full")]
    [InlineData("Disable", "disable")]
    [InlineData("", "prefer")]
    public async Task An_SSL_mode_is_accepted_in_both_spellings(string given, string kept)
    {
        var project = await manager.NewProjectAsync(connected: false);

        var saved = await manager.Admin.CallAsync(
            $"PUT {project}/events-database",
            ExperimentsUnderTest.Database.Replace("\"host\"", $"\"sslMode\":\"{given}\",\"host\"", StringComparison.Ordinal)
        );

        Assert.Equal(kept, saved.Expect(200)["sslMode"]);
    }

    [Fact]
    public async Task Without_a_body_the_saved_connection_is_tested()
    {
        var project = await manager.NewProjectAsync();

        var report = await manager.Admin.CallAsync($"POST {project}/events-database/test");

        Assert.True(report.Expect(200).Body.GetProperty("credentials").GetProperty("ok").GetBoolean());
        Assert.Contains(manager.Stats.Requests, asked => asked.Path == WirePaths.TestSource);
    }

    [Theory]
    [InlineData("""{"host":"http://db","database":"d","username":"u","password":"p","exposuresQuery":"select 1"}""", "host")]
    [InlineData("""{"host":"db","port":0,"database":"d","username":"u","password":"p","exposuresQuery":"select 1"}""", "port")]
    [InlineData(
        """{"host":"db","database":"d","username":"u","password":"p","sslMode":"sometimes","exposuresQuery":"select 1"}""",
        "sslMode"
    )]
    [InlineData("""{"host":"db","database":"d","username":"u","password":"p"}""", "exposuresQuery")]
    [InlineData("""{"host":"db","database":"d","username":"u","exposuresQuery":"select 1"}""", "password")]
    public async Task An_invalid_field_is_named(string body, string field)
    {
        var project = await manager.NewProjectAsync(connected: false);

        Assert.Equal([field], (await manager.Admin.CallAsync($"PUT {project}/events-database", body)).Expect(400).WrongFields);
    }
}
