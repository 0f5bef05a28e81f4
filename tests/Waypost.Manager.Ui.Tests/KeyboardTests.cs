using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

public sealed class KeyboardTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task A_flag_is_switched_rolled_out_and_assigned_without_a_mouse()
    {
        await site.CreateFlagAsync("quote-form", "Short quote form");
        await using var visitor = await site.VisitAsync();
        var page = visitor.Page;

        await page.GotoAsync("/");
        await page.Keyboard.TypeAsync(Site.Email);
        await visitor.PressAsync("Tab");
        await page.Keyboard.TypeAsync(Site.Password);
        await visitor.PressAsync("Enter");
        await page.WaitForPageAsync("**/flags?**");

        var toggle = page.GetByRole(AriaRole.Switch, new() { Name = "Short quote form" });
        await visitor.TabToAsync(toggle);
        await visitor.PressAsync("Space");
        await Expect(visitor.Toast).ToContainTextAsync("quote-form switched on in Production");
        await Expect(toggle).ToBeFocusedAsync();

        await visitor.TabToAsync(page.GetByRole(AriaRole.Link, new() { Name = "Short quote form" }));
        await visitor.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Short quote form" })).ToBeVisibleAsync();

        await visitor.TabToAsync(page.GetByLabel("Exact percentage of users getting “on”"));
        await visitor.PressAsync("Control+a");
        await page.Keyboard.TypeAsync("25");
        await visitor.PressAsync("Enter");
        await Expect(visitor.Toast).ToContainTextAsync("25");

        await visitor.TabToAsync(page.GetByLabel("User ID", new() { Exact = true }));
        await page.Keyboard.TypeAsync("julia m");
        await visitor.PressAsync("Enter");
        await Expect(visitor.Toast).ToContainTextAsync("julia m now gets on");

        var settings = await site.SettingsAsync("quote-form");
        Assert.True(settings.GetProperty("enabled").GetBoolean());
        Assert.Equal(25, settings.GetProperty("rolloutPercentage").GetDouble());
        Assert.Equal("on", settings.GetProperty("assignments").GetProperty("julia m").GetString());
        Assert.Empty(visitor.BrowserErrors);
    }

    [Fact]
    public async Task The_first_Tab_offers_to_skip_to_the_content()
    {
        await using var visitor = await site.SignInAsync();

        await visitor.PressAsync("Tab");
        await Expect(visitor.Page.GetByText("Skip to the content")).ToBeFocusedAsync();
        await visitor.PressAsync("Enter");

        await Expect(visitor.Page.Locator("main")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task The_slider_moves_with_the_arrow_keys_and_updates_the_number()
    {
        await site.CreateFlagAsync("slider", "Slider", new { enabled = true, rolloutPercentage = 40 });
        await using var visitor = await site.SignInAsync();
        await visitor.Page.GotoAsync("/projects/default/flags/slider?environment=production");

        await visitor.Page.GetByRole(AriaRole.Slider).FocusAsync();
        await visitor.PressAsync("ArrowRight", 2);

        await Expect(visitor.Page.Locator("#share-on")).ToHaveValueAsync("42");
    }

    [Fact]
    public async Task The_palette_finds_a_flag_by_part_of_its_key()
    {
        await site.CreateFlagAsync("battery-bundle", "Offer with storage");
        await using var visitor = await site.SignInAsync();

        await visitor.PressAsync("Control+k");
        await visitor.Page.Keyboard.TypeAsync("bundle");
        await Expect(visitor.Page.GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
        await visitor.PressAsync("Enter");

        await visitor.Page.WaitForPageAsync("**/flags/battery-bundle?**");
        Assert.Empty(visitor.BrowserErrors);
    }
}
