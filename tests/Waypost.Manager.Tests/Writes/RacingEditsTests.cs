using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Writes;

/// <summary>
/// Several editors of one flag: every edit is either saved or refused as outdated. None is lost or saved twice. Each test makes its
/// requests overlap, and fails if they do not.
/// </summary>
[Trait("Fault", "6")]
public sealed class RacingEditsTests(ManagerUnderTest manager) : IClassFixture<ManagerUnderTest>
{
    private const int Editors = 8;
    private const int EditsEach = 40;

    [Fact]
    public async Task Saved_and_refused_edits_add_up_and_versions_rise_by_one()
    {
        var settings = await CreateFlagAsync();
        await using var another = RunningManager.Start(manager.ConnectionString);
        using var thereAsEditor = another.Client(RunningManager.AdminToken);

        HttpClient Client(int editor) => editor % 2 == 0 ? manager.Editor : thereAsEditor;

        // All read the same ETag and wait for the same lock: one is saved, the others are outdated.
        var etag = (await manager.Editor.CallAsync($"GET {settings}")).Expect(200).ETag;
        var first = await Overlap.RunAsync(
            manager.ConnectionString,
            "environments",
            Editors,
            editor => PutAsync(Client(editor), settings, $"first-{editor}", etag)
        );
        Assert.Equal(Editors - 1, first.Count(answer => answer.Status == 412));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, Editors).Select(editor => EditAsync(Client(editor), settings, editor)));

        var won = outcomes.SelectMany(o => o.Won).ToList();
        Assert.Equal(Editors * EditsEach, won.Count + outcomes.Sum(o => o.Refused));
        Assert.NotEmpty(won);
        var winner = Array.FindIndex(first, answer => answer.Status == 200);
        won.Add((VersionOf(first[winner]), $"first-{winner}"));
        // Every version occurs once; none is skipped.
        Assert.Equal(Enumerable.Range(2, won.Count).Select(v => (long)v), won.Select(w => w.Version).Order());
        await AssertEveryWinnerIsSavedAsync(settings, won.MaxBy(w => w.Version).UserId, won.Count);
    }

    [Fact]
    public async Task Edits_without_an_ETag_are_all_saved()
    {
        var settings = await CreateFlagAsync();

        var answers = await Overlap.RunAsync(
            manager.ConnectionString,
            "environments",
            60,
            i => PutAsync(manager.Editor, settings, $"user-{i}", null),
            waiting: 10
        );
        Assert.All(answers, answer => answer.Expect(200));

        var assignments = (await manager.Viewer.CallAsync($"GET {settings}")).Body.GetProperty("assignments");
        Assert.Equal(60, assignments.EnumerateObject().Count());
    }

    [Theory]
    [InlineData("flags", "/projects/{0}/flags", """{"key":"same"}""")]
    [InlineData("environments", "/projects/{0}/environments", """{"key":"same"}""")]
    [InlineData("segments", "/projects/{0}/environments/production/segments", """{"key":"same","included":["julia m"]}""")]
    [InlineData("projects", "/projects", """{"key":"{0}-same"}""")]
    [InlineData("users", "/users", """{"email":"{0}@example.com","role":"viewer","password":"long enough password"}""")]
    public async Task Of_many_requests_that_create_the_same_resource_only_one_succeeds(string table, string list, string body)
    {
        var project = await manager.NewProjectAsync();
        var (path, json) = (list.Replace("{0}", project, StringComparison.Ordinal), body.Replace("{0}", project, StringComparison.Ordinal));

        var answers = await Overlap.RunAsync(
            manager.ConnectionString,
            table,
            8,
            i => manager.Admin.CallAsync($"POST {path}", AlternateCase(json, i))
        );

        Assert.Equal([201, 409, 409, 409, 409, 409, 409, 409], answers.Select(a => a.Status).Order());
    }

    [Fact]
    public async Task A_flag_created_while_an_environment_is_created_has_settings_in_it()
    {
        var project = await manager.NewProjectAsync();

        var answers = await Overlap.RunAsync(
            manager.ConnectionString,
            "environments",
            12,
            i =>
                manager.Admin.CallAsync(
                    i % 2 == 0 ? $"POST /projects/{project}/environments" : $"POST /projects/{project}/flags",
                    $$"""{"key":"k{{i}}"}"""
                )
        );
        Assert.All(answers, answer => answer.Expect(201));

        await using var db = manager.OpenDatabase();
        var environments = await db
            .FlagSettings.Where(s => s.Flag.Project.Key == project)
            .GroupBy(s => s.FlagId)
            .Select(g => g.Count())
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal([8, 8, 8, 8, 8, 8], environments);
    }

    [Fact]
    public async Task Of_two_administrators_who_remove_each_other_one_remains()
    {
        await using var database = new ManagerDatabase();
        await database.InitializeAsync();
        await using var running = RunningManager.Start(database.ConnectionString);
        using var ada = running.Client(RunningManager.AdminToken);
        var second = (
            await ada.CallAsync("POST /users", """{"email":"second@example.com","role":"admin","password":"long enough password"}""")
        ).Expect(201)["id"];

        var answers = await Overlap.RunAsync(
            database.ConnectionString,
            "deployment",
            2,
            i => i == 0 ? ada.CallAsync("DELETE /users/1") : ada.CallAsync($"PATCH /users/{second}", """{"role":"viewer"}""")
        );

        await using var db = ManagerDatabase.Open(database.ConnectionString);
        Assert.Equal(1, await db.Users.CountAsync(u => u.Role == "admin", TestContext.Current.CancellationToken));
        Assert.Contains(answers, a => a.Status is 200 or 204);
    }

    /// <summary>Reads the ETag and tries to write with it, repeatedly.</summary>
    private static async Task<(List<(long Version, string UserId)> Won, int Refused)> EditAsync(
        HttpClient client,
        string settings,
        int editor
    )
    {
        List<(long, string)> won = [];
        var refused = 0;
        for (var i = 0; i < EditsEach; i++)
        {
            var user = string.Create(CultureInfo.InvariantCulture, $"user-{editor}-{i}");
            var etag = (await client.CallAsync($"GET {settings}")).Expect(200).ETag;
            var answer = await PutAsync(client, settings, user, etag);
            if (answer.Status == 412)
            {
                refused++;
            }
            else
            {
                won.Add((VersionOf(answer), user));
            }
        }

        return (won, refused);
    }

    private static Task<ApiResponse> PutAsync(HttpClient client, string settings, string user, string? etag) =>
        client.CallAsync($"PUT {settings}/assignments/{user}", """{"variant":"on"}""", etag);

    private static long VersionOf(ApiResponse answer) => answer.Expect(200).Body.GetProperty("version").GetInt64();

    private async Task AssertEveryWinnerIsSavedAsync(string settings, string user, int winners)
    {
        var read = (await manager.Viewer.CallAsync($"GET {settings}")).Body;
        var assignments = read.GetProperty("assignments").EnumerateObject().Select(a => a.Name).ToList();
        Assert.Contains(user, assignments);
        // Every saved edit was based on the one before: none was overwritten.
        Assert.Equal(winners, assignments.Count);
        Assert.Equal(winners + 1, read.GetProperty("version").GetInt64());
    }

    private async Task<string> CreateFlagAsync()
    {
        var project = await manager.NewProjectAsync();
        (await manager.Editor.CallAsync($"POST /projects/{project}/flags", """{"key":"raced"}""")).Expect(201);
        return $"/projects/{project}/environments/production/flags/raced";
    }

    /// <summary>Keys that differ only in case are the same.</summary>
    private static string AlternateCase(string json, int i) => i % 2 == 0 ? json : json.Replace("same", "SAME", StringComparison.Ordinal);
}
