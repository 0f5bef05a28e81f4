using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Http;

/// <summary>Lists are paged: following the cursor returns every item once, in order.</summary>
public sealed class PagingTests(ManagerUnderTest manager) : IClassFixture<ManagerUnderTest>
{
    [Theory]
    [InlineData("flags", "key")]
    [InlineData("events", "id")]
    [InlineData("environments", "key")]
    [InlineData("environments/production/segments", "key")]
    [InlineData("environments/production/sdk-keys", "name")]
    public async Task Following_the_cursor_shows_everything_once(string list, string property)
    {
        var project = await manager.NewProjectAsync();
        for (var i = 0; i < 5; i++)
        {
            await manager.Admin.CallAsync($"POST /projects/{project}/flags", $$"""{"key":"Flag-{{i}}"}""");
            await manager.Admin.CallAsync($"POST /projects/{project}/environments", $$"""{"key":"stage-{{i}}"}""");
            await manager.Admin.CallAsync(
                $"POST /projects/{project}/environments/production/segments",
                $$"""{"key":"segment-{{i}}","included":["julia m"]}"""
            );
            await manager.Admin.CallAsync(
                $"POST /projects/{project}/environments/production/sdk-keys",
                $$"""{"kind":"server","name":"key {{i}}"}"""
            );
        }

        var all = await AllAsync($"/projects/{project}/{list}", property, 200);
        var pages = await AllAsync($"/projects/{project}/{list}", property, 2);

        Assert.True(all.Count >= 5);
        Assert.Equal(all, pages);
        Assert.Equal(all.Count, all.Distinct().Count());
    }

    [Theory]
    [InlineData("flags")]
    [InlineData("environments/production/segments")]
    [InlineData("metrics")]
    public async Task Keys_are_listed_in_the_order_of_lower_case_ASCII_on_every_page(string list)
    {
        var project = await manager.NewProjectAsync();
        foreach (var key in new[] { "B", "a_1", "a.1", "A-1", "a1", "a", "C" })
        {
            var more = list switch
            {
                "flags" => "",
                "metrics" => ""","type":"binomial","query":"select 1" """,
                _ => ""","included":["julia m"]""",
            };
            (await manager.Admin.CallAsync($"POST /projects/{project}/{list}?saveFailing=true", $$"""{"key":"{{key}}"{{more}}}""")).Expect(
                201
            );
        }

        Assert.Equal(["a", "A-1", "a.1", "a1", "a_1", "B", "C"], await AllAsync($"/projects/{project}/{list}", "key", 2));
    }

    [Fact]
    public async Task The_last_page_has_no_next_cursor()
    {
        var page = (await manager.Viewer.CallAsync("GET /projects")).Expect(200).Body;

        Assert.Equal(System.Text.Json.JsonValueKind.Null, page.GetProperty("nextCursor").ValueKind);
    }

    private async Task<List<string>> AllAsync(string list, string property, int limit)
    {
        var found = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await manager.Admin.CallAsync($"GET {list}?limit={limit}&cursor={cursor}")).Expect(200).Body;
            Assert.InRange(page.GetProperty("items").GetArrayLength(), 0, limit);
            found.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty(property).ToString()));
            cursor = page.GetProperty("nextCursor").GetString();
        } while (cursor is not null);

        return found;
    }
}
