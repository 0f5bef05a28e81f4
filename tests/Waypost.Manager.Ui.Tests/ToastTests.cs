using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

/// <summary>Messages about actions, and how long they stay.</summary>
public sealed class ToastTests(Site site) : IClassFixture<Site>
{
    private const int AMinute = 60_000;

    [Fact]
    public async Task A_success_message_disappears_by_itself()
    {
        await using var visitor = await SwitchAsync("leaves");
        await Expect(visitor.Toast).ToContainTextAsync("leaves switched on");

        await visitor.Page.Clock.FastForwardAsync(AMinute);

        await Expect(visitor.Page.Locator(".toast")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task It_stays_while_the_pointer_is_on_it()
    {
        await using var visitor = await SwitchAsync("pointed");
        await visitor.Page.Locator(".toast p").HoverAsync();

        await visitor.Page.Clock.FastForwardAsync(AMinute);
        await Expect(visitor.Page.Locator(".toast")).ToBeVisibleAsync();
        await visitor.Page.Mouse.MoveAsync(1, 1);
        await visitor.Page.Clock.FastForwardAsync(AMinute);

        await Expect(visitor.Page.Locator(".toast")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task It_stays_while_it_has_the_focus_and_returns_the_focus_when_dismissed()
    {
        await using var visitor = await SwitchAsync("focused");
        var page = visitor.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Dismiss" }).FocusAsync();

        await page.Clock.FastForwardAsync(AMinute);
        await Expect(page.Locator(".toast")).ToBeVisibleAsync();
        await visitor.PressAsync("Enter");

        await Expect(page.Locator(".toast")).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Switch, new() { Name = "focused" })).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_refusal_stays_until_it_is_dismissed()
    {
        await site.CreateFlagAsync("refused", "refused");
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.Clock.InstallAsync();
        await page.GotoAsync("/projects/default/flags?environment=production&search=refused");
        await page.RouteAsync("**/flags/refused?*", route => route.AbortAsync("connectionrefused"));
        await page.GetByRole(AriaRole.Switch).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("The manager is not responding");

        await page.Clock.FastForwardAsync(60 * AMinute);
        await Expect(page.Locator(".toast")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Dismiss" }).ClickAsync();

        await Expect(page.Locator(".toast")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Without_script_it_covers_nothing()
    {
        await site.CreateFlagAsync("in-flow", "In flow");
        await using var visitor = await site.SignInAsync(script: false, width: 360);
        await visitor.Page.GotoAsync("/projects/default/flags?environment=production&search=in-flow");

        await visitor.Page.GetByRole(AriaRole.Switch).ClickAsync();
        await Expect(visitor.Page.Locator(".toast")).ToBeVisibleAsync();

        var toast = (await visitor.Page.Locator("#toasts").BoundingBoxAsync())!;
        var main = (await visitor.Page.Locator("main").BoundingBoxAsync())!;
        Assert.True(toast.Y + toast.Height <= main.Y);
    }

    private async Task<Visitor> SwitchAsync(string flag)
    {
        await site.CreateFlagAsync(flag, flag);
        var visitor = await site.SignInAsync();
        await visitor.Page.Clock.InstallAsync();
        await visitor.Page.GotoAsync($"/projects/default/flags?environment=production&search={flag}");
        await visitor.Page.GetByRole(AriaRole.Switch).ClickAsync();
        await Expect(visitor.Page.Locator(".toast")).ToBeVisibleAsync();
        return visitor;
    }
}
