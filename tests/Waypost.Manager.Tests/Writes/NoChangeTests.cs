using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Writes;

/// <summary>A request that changes nothing creates no version and no row in the audit log.</summary>
public sealed class NoChangeTests(ManagerUnderTest manager) : IClassFixture<ManagerUnderTest>
{
    [Theory]
    [InlineData("PATCH", "", """{"name":"Same"}""")]
    [InlineData("PATCH", "/flags/same", """{"name":"same","tags":["a"],"archived":false}""")]
    [InlineData("PATCH", "/flags/same", """{}""")]
    [InlineData("PATCH", "/flags/same", """{"variants":{"on":true}}""")]
    [InlineData("PATCH", "/environments/production/flags/same", """{}""")]
    [InlineData("PATCH", "/environments/production/flags/same", """{"enabled":true}""")]
    [InlineData("PATCH", "/environments/production/flags/same", """{"rolloutPercentage":25}""")]
    [InlineData(
        "PATCH",
        "/environments/production/flags/same",
        """{"fallthrough":{"rollout":[{"variant":"on","weight":25000},{"variant":"off","weight":75000}]}}"""
    )]
    [InlineData("PUT", "/environments/production/flags/same", """{"enabled":true,"rolloutPercentage":25,"assignments":{"julia m":"on"}}""")]
    [InlineData("PUT", "/environments/production/flags/same/assignments/julia%20m", """{"variant":"on"}""")]
    [InlineData("PUT", "/environments/production/segments/staff", """{"included":["julia m"]}""")]
    public async Task It_changes_nothing_in_the_database(string method, string path, string json)
    {
        var project = await CreateAsync();
        var before = await StateAsync();

        (await manager.Admin.CallAsync($"{method} /projects/{project}{path}", json)).Expect(200);

        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public async Task Renaming_a_segment_is_logged_but_creates_no_version()
    {
        var project = await CreateAsync();
        var version = await VersionAsync(project);

        (
            await manager.Editor.CallAsync(
                $"PUT /projects/{project}/environments/production/segments/staff",
                """{"name":"Staff","included":["julia m"]}"""
            )
        ).Expect(200);

        Assert.Equal(version, await VersionAsync(project));
        Assert.Equal(
            "SEGMENT_EDITED",
            (await manager.Viewer.CallAsync($"GET /projects/{project}/events?limit=1"))
                .Body.GetProperty("items")[0]
                .GetProperty("type")
                .GetString()
        );
    }

    [Fact]
    public async Task A_change_in_one_environment_raises_only_its_version()
    {
        var project = await CreateAsync();

        (await manager.Editor.CallAsync($"PATCH /projects/{project}/environments/development/flags/same", """{"enabled":true}""")).Expect(
            200
        );

        await using var db = manager.OpenDatabase();
        var versions = await db
            .Environments.Where(e => e.Project.Key == project)
            .OrderBy(e => e.Id)
            .Select(e => e.Version)
            .ToListAsync(TestContext.Current.CancellationToken);
        // Production: flag created, user assigned, segment created. Development: flag created, switched on.
        Assert.Equal([3, 2], versions);
    }

    private async Task<string> CreateAsync()
    {
        var project = await manager.NewProjectAsync();
        (await manager.Admin.CallAsync($"PATCH /projects/{project}", """{"name":"Same"}""")).Expect(200);
        (
            await manager.Editor.CallAsync(
                $"POST /projects/{project}/flags",
                """{"key":"same","tags":["a"],"enabled":true,"rolloutPercentage":25}"""
            )
        ).Expect(201);
        (
            await manager.Editor.CallAsync(
                $"PUT /projects/{project}/environments/production/flags/same/assignments/julia%20m",
                """{"variant":"on"}"""
            )
        ).Expect(200);
        (
            await manager.Editor.CallAsync(
                $"POST /projects/{project}/environments/production/segments",
                """{"key":"staff","included":["julia m"]}"""
            )
        ).Expect(201);
        return project;
    }

    private async Task<string?> VersionAsync(string project) =>
        (await manager.Viewer.CallAsync($"GET /projects/{project}/environments/production")).Expect(200)["version"];

    private async Task<string> StateAsync()
    {
        await using var db = manager.OpenDatabase();
        return await Dump.OfAsync(db, except: ["access_tokens"]);
    }
}
