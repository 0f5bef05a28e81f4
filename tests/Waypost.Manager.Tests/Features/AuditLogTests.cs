using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Features;

/// <summary>The audit log: who changed what, when, from what to what.</summary>
public sealed class AuditLogTests(ManagerUnderTest manager) : IClassFixture<ManagerUnderTest>
{
    [Theory]
    [InlineData("", "FLAG_DELETED,FLAG_ARCHIVED,FLAG_EDITED,FLAG_TOGGLED,FLAG_CREATED,FLAG_CREATED,PROJECT_CREATED")]
    [InlineData("flag=first", "FLAG_ARCHIVED,FLAG_EDITED,FLAG_TOGGLED,FLAG_CREATED")]
    [InlineData("flag=FIRST", "FLAG_ARCHIVED,FLAG_EDITED,FLAG_TOGGLED,FLAG_CREATED")]
    [InlineData("flag=second", "FLAG_DELETED,FLAG_CREATED")]
    [InlineData("type=FLAG_TOGGLED", "FLAG_TOGGLED")]
    [InlineData("type=flag_toggled&flag=first", "FLAG_TOGGLED")]
    [InlineData("environment=production", "FLAG_TOGGLED")]
    [InlineData("environment=development", "FLAG_EDITED")]
    [InlineData("actor=ada@example.com&type=PROJECT_CREATED", "PROJECT_CREATED")]
    [InlineData("actor=nobody@example.com", "")]
    public async Task Entries_are_listed_newest_first_and_filtered(string query, string types)
    {
        var project = await ProjectWithHistoryAsync();

        var found = (await manager.Viewer.CallAsync($"GET /projects/{project}/events?{query}")).Expect(200).Body.GetProperty("items");

        Assert.Equal(types, string.Join(',', found.EnumerateArray().Select(e => e.GetProperty("type").GetString())));
    }

    [Fact]
    public async Task An_entry_contains_the_actor_the_time_and_the_values_before_and_after()
    {
        var project = await ProjectWithHistoryAsync();

        var row = (await manager.Viewer.CallAsync($"GET /projects/{project}/events?type=FLAG_TOGGLED"))
            .Expect(200)
            .Body.GetProperty("items")[0];

        Assert.Equal(RunningManager.AdminEmail, row.GetProperty("actor").GetString());
        Assert.Equal("first", row.GetProperty("flag").GetString());
        Assert.Equal("production", row.GetProperty("environment").GetString());
        Assert.False(row.GetProperty("before").GetProperty("enabled").GetBoolean());
        Assert.True(row.GetProperty("after").GetProperty("enabled").GetBoolean());
        Assert.Equal(TimeSpan.Zero, row.GetProperty("at").GetDateTimeOffset().Offset);
    }

    [Fact]
    public async Task The_log_of_an_unknown_project_gets_404() =>
        (await manager.Viewer.CallAsync("GET /projects/nobody/events")).Expect(404);

    /// <summary>Creates two flags and changes them.</summary>
    private async Task<string> ProjectWithHistoryAsync()
    {
        var project = await manager.NewProjectAsync();
        (await manager.Editor.CallAsync($"POST /projects/{project}/flags", """{"key":"first"}""")).Expect(201);
        (await manager.Editor.CallAsync($"POST /projects/{project}/flags", """{"key":"second"}""")).Expect(201);
        (await manager.Editor.CallAsync($"PATCH /projects/{project}/environments/production/flags/first", """{"enabled":true}""")).Expect(
            200
        );
        (
            await manager.Editor.CallAsync(
                $"PATCH /projects/{project}/environments/development/flags/first",
                """{"enabled":true,"rolloutPercentage":12.5}"""
            )
        ).Expect(200);
        (await manager.Editor.CallAsync($"PATCH /projects/{project}/flags/first", """{"archived":true}""")).Expect(200);
        (await manager.Editor.CallAsync($"DELETE /projects/{project}/flags/second")).Expect(204);
        return project;
    }
}
