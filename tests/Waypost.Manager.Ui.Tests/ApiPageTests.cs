using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

public sealed class ApiPageTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task The_page_is_small_and_does_not_shift()
    {
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await visitor.WatchLayoutAsync("/api/docs");

        await Expect(page.Locator(".api-operations details")).Not.ToHaveCountAsync(0);
        // It describes every operation of the API on one page, each of them in about half a kilobyte.
        Assert.InRange(await site.TransferredAsync(page), 1, 110 * 1024);
        Assert.InRange(await visitor.LayoutShiftAsync(), 0, 0.02);
        Assert.Empty(visitor.BrowserErrors);
    }

    [Fact]
    public async Task It_has_the_usual_layout_and_leads_to_the_tokens_and_back()
    {
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "REST API" }).ClickAsync();
        await page.WaitForPageAsync("**/api/docs");

        await Expect(page.Locator(".nav [aria-current]")).ToHaveTextAsync("REST API");
        await page.Locator("#CreateFlag summary").ClickAsync();
        await Expect(page.Locator("#CreateFlag")).ToContainTextAsync("rolloutPercentage");
        await page.GetByRole(AriaRole.Link, new() { Name = "Create one" }).ClickAsync();
        await page.WaitForPageAsync("**/account/tokens");
        await page.GetByRole(AriaRole.Link, new() { Name = "Flags", Exact = true }).ClickAsync();
        await page.WaitForPageAsync("**/flags?**");
    }

    [Fact]
    public async Task It_can_be_read_without_signing_in_and_offers_to_sign_in()
    {
        await using var visitor = await site.VisitAsync(script: false);
        var page = visitor.Page;
        await page.GotoAsync("/api/docs");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "REST API" })).ToBeVisibleAsync();
        await page.Locator("#ListFlags summary").ClickAsync();
        await Expect(page.Locator("#ListFlags")).ToContainTextAsync("nextCursor");
        await page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByLabel("Password")).ToBeVisibleAsync();
    }
}
