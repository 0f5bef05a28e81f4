using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

public sealed class SdkKeysTests(Site site) : IClassFixture<Site>
{
    private const string Address = "/projects/default/environments/production/sdk-keys";

    [Fact]
    public async Task A_server_key_is_shown_once()
    {
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address);

        await page.GetByLabel("Name").FillAsync("Shop, web servers");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();
        var key = await page.Locator("#fresh-key").TextContentAsync();
        Assert.Matches("^wp_server_[0-9A-Za-z]{40}$", key);
        await Expect(page.Locator(".fresh")).ToBeFocusedAsync();

        await page.GotoAsync(Address);
        await Expect(page.GetByText("Shop, web servers", new() { Exact = true })).ToBeVisibleAsync();
        Assert.DoesNotContain(key!, await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task A_client_key_keeps_its_origins_and_is_shown_again()
    {
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address);

        await page.GetByLabel("Name").FillAsync("Landing page");
        await page.GetByText("Asks what one user gets").ClickAsync();
        await page.GetByLabel("Allowed origins").FillAsync("https://solarflare.example/path");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();
        await Expect(page.Locator("#origins-error")).ToContainTextAsync("exact origins");
        await page.GetByLabel("Allowed origins").FillAsync("https://solarflare.example");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();
        var key = await page.Locator("#fresh-key").TextContentAsync();

        await page.GotoAsync(Address);
        await Expect(page.Locator("tr", new() { HasText = "Landing page" })).ToContainTextAsync(key!);
        await Expect(page.Locator("tr", new() { HasText = "Landing page" })).ToContainTextAsync("https://solarflare.example");
    }

    [Fact]
    public async Task A_rotated_key_works_on_beside_the_new_one()
    {
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address);
        await page.GetByLabel("Name").FillAsync("Rotated");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Rotate Rotated" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Rotate", Exact = true }).ClickAsync();

        await Expect(page.Locator("tr", new() { HasText = "Rotated: ends in 24 h" })).ToHaveCountAsync(1);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Revoke Rotated" })).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_key_is_revoked_only_after_its_name_was_typed()
    {
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address);
        await page.GetByLabel("Name").FillAsync("Leaked");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();

        await RevokeAsync(page, "Leaky");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Nothing is revoked");
        await RevokeAsync(page, "Leaked");

        await Expect(visitor.Toast).ToContainTextAsync("Leaked is revoked");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Revoke Leaked" })).ToHaveCountAsync(0);
    }

    private static async Task RevokeAsync(IPage page, string typed)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke Leaked" }).ClickAsync();
        await page.GetByLabel("Type Leaked to confirm").FillAsync(typed);
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke", Exact = true }).ClickAsync();
    }
}
