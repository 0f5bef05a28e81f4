using System.Net;
using System.Text;
using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

/// <summary>Custom assignments on the page of a flag.</summary>
public sealed class AssignmentsTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task Many_users_are_assigned_at_once_and_one_is_removed_again()
    {
        await site.CreateFlagAsync("many", "Many", new { enabled = true });
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address("many"));

        await page.GetByText("Add several users").ClickAsync();
        await page.GetByLabel("User IDs").FillAsync("julia m\n\n  sean r \nmei/t?&=#ü\njulia m");
        await page.GetByLabel("Variant for all").SelectOptionAsync("off");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add all" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("3 users now get off");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove the assignment of mei/t?&=#ü" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("Custom assignment of mei/t?&=#ü removed");

        var left = (await site.SettingsAsync("many")).GetProperty("assignments").EnumerateObject().Select(user => user.Name).Order();
        Assert.Equal(["julia m", "sean r"], left);
    }

    [Fact]
    public async Task Many_assignments_are_undone_at_once()
    {
        await site.CreateFlagAsync("taken-back", "Taken back", new { enabled = true });
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address("taken-back"));
        await AssignAsync(page, "julia m\nsean r", "on");
        await Expect(visitor.Toast).ToContainTextAsync("2 users now get on");
        await AssignAsync(page, "sean r\n" + string.Join('\n', Enumerable.Range(1, 2000).Select(i => $"a rather long user id {i}")), "off");
        await Expect(visitor.Toast).ToContainTextAsync("2,001 users now get off; 1 of them had another variant before");

        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();

        await Expect(visitor.Toast).ToContainTextAsync("Custom assignments of taken-back restored");
        var left = (await site.SettingsAsync("taken-back"))
            .GetProperty("assignments")
            .EnumerateObject()
            .Select(user => $"{user.Name}: {user.Value}")
            .Order();
        Assert.Equal(["julia m: on", "sean r: on"], left);
    }

    [Fact]
    public async Task Many_assignments_are_not_undone_after_a_later_change()
    {
        await site.CreateFlagAsync("too-late", "Too late", new { enabled = true, rolloutPercentage = 10 });
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
    public async Task Many_assignments_that_change_nothing_offer_no_undo()
    {
        await site.CreateFlagAsync("no-change", "No change", new { enabled = true });
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
    public async Task One_invalid_ID_among_many_is_reported_and_all_stay_as_typed()
    {
        await site.CreateFlagAsync("one-wrong", "One wrong", new { enabled = true });
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address("one-wrong"));
        var typed = "julia m\n" + new string('x', 1025);

        await AssignAsync(page, typed, "off");

        await Expect(page.Locator("#users-error")).ToContainTextAsync("User id 2 of 2");
        await Expect(page.GetByLabel("User IDs")).ToHaveValueAsync(typed);
        await Expect(page.GetByLabel("User IDs")).ToBeFocusedAsync();
        await Expect(page.GetByLabel("Variant for all")).ToHaveValueAsync("off");
        await Expect(page.Locator("#user-error")).ToHaveCountAsync(0);
        Assert.Empty((await site.SettingsAsync("one-wrong")).GetProperty("assignments").EnumerateObject());
    }

    [Fact]
    public async Task Input_too_large_for_one_post_is_reported_and_stays_as_typed()
    {
        await site.CreateFlagAsync("too-many", "Too many", new { enabled = true });
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address("too-many"));
        await page.GetByText("Add several users").ClickAsync();
        await page.GetByLabel("User IDs").EvaluateAsync("field => { field.value = 'a rather long user id\\n'.repeat(60_000); }");

        await page.GetByRole(AriaRole.Button, new() { Name = "Add all" }).ClickAsync();

        await Expect(visitor.Toast).ToContainTextAsync("Too much data");
        Assert.Equal(60_000, await page.GetByLabel("User IDs").EvaluateAsync<int>("field => field.value.trimEnd().split('\\n').length"));
        Assert.Empty((await site.SettingsAsync("too-many")).GetProperty("assignments").EnumerateObject());
    }

    private static string Address(string flag) => $"/projects/default/flags/{flag}?environment=production";

    private static async Task AssignAsync(IPage page, string users, string variant)
    {
        if (!await page.GetByLabel("User IDs").IsVisibleAsync())
        {
            await page.GetByText("Add several users").ClickAsync();
        }

        // The browser needs half a minute to type two thousand lines, so the field is set as a paste sets it.
        await page.GetByLabel("User IDs")
            .EvaluateAsync("(field, users) => { field.value = users; field.dispatchEvent(new Event('input', { bubbles: true })); }", users);
        await page.GetByLabel("Variant for all").SelectOptionAsync(variant);
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
}
