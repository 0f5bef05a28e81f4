using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

/// <summary>Without JavaScript all forms post, redirect and show their message.</summary>
public sealed class WithoutScriptTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task A_flag_is_found_switched_rolled_out_and_assigned()
    {
        await site.CreateFlagAsync("plain", "Plain flag");
        await using var visitor = await site.SignInAsync(script: false);
        var page = visitor.Page;

        await page.GetByRole(AriaRole.Searchbox).FillAsync("plain");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await page.GetByRole(AriaRole.Switch, new() { Name = "Plain flag" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("plain switched on in Production");
        Assert.Contains("search=plain", page.Url, StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Link, new() { Name = "Plain flag" }).ClickAsync();
        await page.Locator("#share-on").FillAsync("25");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save rollout" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("Rollout of plain in Production saved");
        await page.GetByLabel("User ID", new() { Exact = true }).FillAsync("julia m");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("julia m now gets on");

        var settings = await site.SettingsAsync("plain");
        Assert.Equal(25, settings.GetProperty("rolloutPercentage").GetDouble());
        Assert.Equal("on", settings.GetProperty("assignments").GetProperty("julia m").GetString());
    }

    [Fact]
    public async Task The_theme_is_chosen_and_kept()
    {
        await using var visitor = await site.SignInAsync(script: false);
        var page = visitor.Page;

        await page.GetByRole(AriaRole.Button, new() { Name = "Account of anna" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Dark" }).ClickAsync();
        await page.GotoAsync("/account");

        await Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
    }

    [Fact]
    public async Task Another_environment_keeps_the_page()
    {
        await site.CreateFlagAsync("elsewhere", "Elsewhere");
        await using var visitor = await site.SignInAsync(script: false);
        var page = visitor.Page;
        await page.GotoAsync("/projects/default/flags/elsewhere?environment=production");

        await page.GetByRole(AriaRole.Button, new() { Name = "Environment: Production" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Development" }).ClickAsync();

        await page.WaitForPageAsync("**/flags/elsewhere?environment=development");
        await Expect(page.GetByRole(AriaRole.Switch)).ToHaveAccessibleNameAsync("Elsewhere in Development");
    }
}
