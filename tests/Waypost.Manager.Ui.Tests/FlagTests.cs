using System.Net;
using System.Text;
using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

public sealed class FlagTests(Site site) : IClassFixture<Site>
{
    private static string Address(string flag) => $"/projects/default/flags/{flag}?environment=production";

    [Fact]
    public async Task The_second_of_two_editors_sees_both_versions_and_can_save_theirs_on_top()
    {
        await site.MakeFlagAsync("contested", "Contested", new { enabled = true, rolloutPercentage = 25 });
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address("contested"));
        await ChangeAsync("contested", """{"rolloutPercentage":60}""");

        await page.Locator("#share-on").FillAsync("10");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the share" }).ClickAsync();

        var conflict = page.GetByRole(AriaRole.Alert);
        await Expect(conflict).ToContainTextAsync("changed this just now, while you were editing");
        await Expect(conflict.Locator(".versions > div").First).ToContainTextAsync("60");
        await Expect(conflict.Locator(".versions > div").Last).ToContainTextAsync("10");
        Assert.Equal(60, await PercentageAsync("contested"));

        await page.GetByRole(AriaRole.Button, new() { Name = "Save mine on top" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("saved for contested");
        Assert.Equal(10, await PercentageAsync("contested"));
    }

    [Fact]
    public async Task The_second_of_two_editors_can_drop_theirs()
    {
        await site.MakeFlagAsync("dropped", "Dropped", new { enabled = true, rolloutPercentage = 25 });
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address("dropped"));
        await ChangeAsync("dropped", """{"rolloutPercentage":60}""");

        await page.Locator("#share-on").FillAsync("10");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the share" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Drop mine, show what is live" }).ClickAsync();

        await Expect(page.Locator("#share-on")).ToHaveValueAsync("60");
        Assert.Equal(60, await PercentageAsync("dropped"));
    }

    [Theory]
    [InlineData("101")]
    [InlineData("-1")]
    [InlineData("12.3456")]
    [InlineData("half")]
    public async Task What_is_no_share_is_said_beside_it_and_stays_as_typed(string typed)
    {
        var key = "share-" + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(typed));
        await site.MakeFlagAsync(key, "Share", new { enabled = true, rolloutPercentage = 25 });
        await using var visitor = await site.SignInAsync();
        await visitor.Page.GotoAsync(Address(key));

        await visitor.Page.Locator("#share-on").FillAsync(typed);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save the share" }).ClickAsync();

        await Expect(visitor.Page.Locator("#share-on-error")).ToContainTextAsync("A percentage must be between 0");
        await Expect(visitor.Page.Locator("#share-on")).ToHaveValueAsync(typed);
        await Expect(visitor.Page.Locator("#share-on")).ToBeFocusedAsync();
        Assert.Equal(25, await PercentageAsync(key));
    }

    [Fact]
    public async Task Shares_of_many_variants_must_come_to_a_hundred()
    {
        await site.MakeFlagAsync(
            "shares",
            "Shares",
            new
            {
                type = "string",
                variants = new
                {
                    a = "A",
                    b = "B",
                    c = "C",
                },
                enabled = true,
            }
        );
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address("shares"));

        await page.Locator("#share-a").FillAsync("50");
        await page.Locator("#share-b").FillAsync("30");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the shares" }).ClickAsync();
        await Expect(page.Locator("#share-on-error")).ToContainTextAsync("80");
        await page.Locator("#share-c").FillAsync("20");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the shares" }).ClickAsync();

        await Expect(visitor.Toast).ToContainTextAsync("saved for shares");
        Assert.Equal(3, (await site.SettingsAsync("shares")).GetProperty("fallthrough").GetProperty("rollout").GetArrayLength());
    }

    [Fact]
    public async Task Many_users_are_assigned_at_once_and_one_taken_back_again()
    {
        await site.MakeFlagAsync("many", "Many", new { enabled = true });
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address("many"));

        await page.GetByText("Add many at once").ClickAsync();
        await page.GetByLabel("User ids").FillAsync("julia m\n\n  sean r \nmei/t?&=#ü\njulia m");
        await page.GetByLabel("All get").SelectOptionAsync("off");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add all" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("3 users now get off");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove the assignment of mei/t?&=#ü" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("mei/t?&=#ü has no variant of their own");

        var left = (await site.SettingsAsync("many")).GetProperty("assignments").EnumerateObject().Select(user => user.Name).Order();
        Assert.Equal(["julia m", "sean r"], left);
    }

    [Fact]
    public async Task Many_assignments_are_taken_back_at_once()
    {
        await site.MakeFlagAsync("taken-back", "Taken back", new { enabled = true });
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address("taken-back"));
        await AssignAsync(page, "julia m\nsean r", "on");
        await Expect(visitor.Toast).ToContainTextAsync("2 users now get on");
        await AssignAsync(page, "sean r\n" + string.Join('\n', Enumerable.Range(1, 2000).Select(i => $"a rather long user id {i}")), "off");
        await Expect(visitor.Toast).ToContainTextAsync("2,001 users now get off, 1 of them had another variant before");

        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();

        await Expect(visitor.Toast).ToContainTextAsync("are what they were before");
        var left = (await site.SettingsAsync("taken-back"))
            .GetProperty("assignments")
            .EnumerateObject()
            .Select(user => $"{user.Name}: {user.Value}")
            .Order();
        Assert.Equal(["julia m: on", "sean r: on"], left);
    }

    [Fact]
    public async Task Many_assignments_are_not_taken_back_over_a_later_change()
    {
        await site.MakeFlagAsync("too-late", "Too late", new { enabled = true, rolloutPercentage = 10 });
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address("too-late"));
        await AssignAsync(page, "julia m\nsean r", "on");
        await Expect(visitor.Toast).ToContainTextAsync("2 users now get on");
        await ChangeAsync("too-late", """{"rolloutPercentage":60}""");

        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("has been changed since");
        Assert.Equal(2, (await site.SettingsAsync("too-late")).GetProperty("assignments").EnumerateObject().Count());
    }

    [Fact]
    public async Task Many_assignments_that_change_nothing_offer_no_way_back()
    {
        await site.MakeFlagAsync("no-change", "No change", new { enabled = true });
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address("no-change"));
        await AssignAsync(page, "julia m", "on");
        await Expect(visitor.Toast).ToContainTextAsync("1 user");
        await AssignAsync(page, "julia m\njulia m", "on");

        await Expect(visitor.Toast).ToContainTextAsync("1 user");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Undo" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task One_wrong_id_among_many_is_said_beside_them_and_all_stay_as_typed()
    {
        await site.MakeFlagAsync("one-wrong", "One wrong", new { enabled = true });
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address("one-wrong"));
        var typed = "julia m\n" + new string('x', 1025);

        await AssignAsync(page, typed, "off");

        await Expect(page.Locator("#users-error")).ToContainTextAsync("User id 2 of 2");
        await Expect(page.GetByLabel("User ids")).ToHaveValueAsync(typed);
        await Expect(page.GetByLabel("User ids")).ToBeFocusedAsync();
        await Expect(page.GetByLabel("All get")).ToHaveValueAsync("off");
        await Expect(page.Locator("#user-error")).ToHaveCountAsync(0);
        Assert.Empty((await site.SettingsAsync("one-wrong")).GetProperty("assignments").EnumerateObject());
    }

    [Fact]
    public async Task What_is_too_large_for_one_post_is_said_and_stays_as_typed()
    {
        await site.MakeFlagAsync("too-many", "Too many", new { enabled = true });
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address("too-many"));
        await page.GetByText("Add many at once").ClickAsync();
        await page.GetByLabel("User ids").EvaluateAsync("field => { field.value = 'a rather long user id\\n'.repeat(60_000); }");

        await page.GetByRole(AriaRole.Button, new() { Name = "Add all" }).ClickAsync();

        await Expect(visitor.Toast).ToContainTextAsync("This is too much at once");
        Assert.Equal(60_000, await page.GetByLabel("User ids").EvaluateAsync<int>("field => field.value.trimEnd().split('\\n').length"));
        Assert.Empty((await site.SettingsAsync("too-many")).GetProperty("assignments").EnumerateObject());
    }

    [Fact]
    public async Task Text_from_others_is_shown_and_never_run()
    {
        const string Script = "<img src=x onerror=\"document.title='hacked'\">\"'><script>document.title='hacked'</script>";
        await site.MakeFlagAsync("hostile", Script, new { description = Script, tags = new[] { Script[..40] } });
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;

        foreach (
            var path in new[]
            {
                "/projects/default/flags",
                Address("hostile"),
                "/projects/default/flags/hostile/about",
                "/projects/default/events",
                $"/projects/default/flags?search={Uri.EscapeDataString(Script)}",
            }
        )
        {
            await page.GotoAsync(path);
            Assert.NotEqual("hacked", await page.TitleAsync());
            Assert.Equal(0, await page.Locator("main img").CountAsync());
        }

        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task A_path_that_leads_nowhere_is_a_page_that_says_so()
    {
        await using var visitor = await site.SignInAsync();

        await visitor.Page.GotoAsync("/there-is-no-such-page");

        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("There is nothing here");
    }

    private static async Task AssignAsync(IPage page, string users, string variant)
    {
        if (!await page.GetByLabel("User ids").IsVisibleAsync())
        {
            await page.GetByText("Add many at once").ClickAsync();
        }

        await page.GetByLabel("User ids").FillAsync(users);
        await page.GetByLabel("All get").SelectOptionAsync(variant);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add all" }).ClickAsync();
    }

    private async Task ChangeAsync(string flag, string patch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"projects/default/environments/production/flags/{flag}")
        {
            Content = new StringContent(patch, Encoding.UTF8, "application/json"),
        };
        using var response = await site.Api.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private async Task<double> PercentageAsync(string flag) =>
        (await site.SettingsAsync(flag)).GetProperty("rolloutPercentage").GetDouble();
}
