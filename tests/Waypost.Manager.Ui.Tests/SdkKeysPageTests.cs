using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Npgsql;
using Waypost.Manager.Core;
using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

public sealed class SdkKeysPageTests(Site site) : IClassFixture<Site>
{
    private const string Address = "/projects/default/environments/production/sdk-keys";

    [Fact]
    public async Task A_server_key_is_shown_once()
    {
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address);

        await page.GetByLabel("Name").FillAsync("Shop, web servers");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();
        var key = await page.Locator("#created-key").TextContentAsync();
        Assert.Matches("^wp_server_[0-9A-Za-z]{40}$", key);
        await Expect(page.Locator(".new-secret")).ToBeFocusedAsync();

        await page.GotoAsync(Address);
        await Expect(page.GetByText("Shop, web servers", new() { Exact = true })).ToBeVisibleAsync();
        Assert.DoesNotContain(key!, await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Empty(visitor.BrowserErrors);
    }

    [Fact]
    public async Task A_client_key_keeps_its_origins_and_is_shown_again()
    {
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address);

        await page.GetByLabel("Name").FillAsync("Landing page");
        await page.GetByText("The SDK gets the flag values of one user").ClickAsync();
        await page.GetByLabel("Allowed origins").FillAsync("https://solarflare.example/path");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();
        await Expect(page.Locator("#origins-error")).ToContainTextAsync("exact origins");
        await page.GetByLabel("Allowed origins").FillAsync("https://solarflare.example");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();
        var key = await page.Locator("#created-key").TextContentAsync();

        await page.GotoAsync(Address);
        await Expect(page.Locator("tr", new() { HasText = "Landing page" })).ToContainTextAsync(key!);
        await Expect(page.Locator("tr", new() { HasText = "Landing page" })).ToContainTextAsync("https://solarflare.example");
    }

    [Fact]
    public async Task A_rotated_key_keeps_working_beside_the_new_one()
    {
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address);
        await page.GetByLabel("Name").FillAsync("Checkout");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Rotate Checkout" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Rotate", Exact = true }).ClickAsync();

        var rows = page.Locator("tr", new() { HasText = "Checkout" });
        await Expect(rows.Filter(new() { HasText = "Rotated, expires in 24 h" })).ToHaveCountAsync(1);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Revoke Checkout" })).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_key_is_revoked_only_after_its_name_was_typed()
    {
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address);
        await page.GetByLabel("Name").FillAsync("Leaked");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();

        await RevokeAsync(page, "Leaky");
        var confirm = page.GetByLabel("Type Leaked to confirm");
        await Expect(page.Locator(".field-wrong .error")).ToContainTextAsync("nothing was revoked");
        await Expect(confirm).ToBeFocusedAsync();
        await confirm.FillAsync("Leaked");
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke", Exact = true }).ClickAsync();

        await Expect(visitor.Toast).ToContainTextAsync("Leaked revoked");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Revoke Leaked" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task After_a_rotation_each_key_has_its_own_name_to_confirm()
    {
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address);
        await page.GetByLabel("Name").FillAsync("Twice");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Rotate Twice" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Rotate", Exact = true }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke Twice (replaced" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Textbox).FillAsync("Twice");
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke", Exact = true }).ClickAsync();
        await Expect(page.Locator(".field-wrong .error")).ToContainTextAsync("Type Twice (replaced");

        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Revoke Twice" })).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Keys_with_the_same_name_are_distinguished_by_their_prefix()
    {
        using var response = await site.Api.PostAsJsonAsync(
            "projects/default/environments/development/sdk-keys",
            new { kind = "server", name = "Alike" },
            TestContext.Current.CancellationToken
        );
        response.EnsureSuccessStatusCode();
        await using (var connection = new NpgsqlConnection(site.ConnectionString))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var copy = new NpgsqlCommand(
                """
                insert into sdk_keys (environment_id, kind, name, hash, prefix, allowed_origins, created_at, created_by)
                select environment_id, kind, name, md5(hash), 'wp_server_other123', allowed_origins, created_at, created_by
                from sdk_keys where name = 'Alike'
                """,
                connection
            );
            Assert.Equal(1, await copy.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        }

        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync("/projects/default/environments/development/sdk-keys");
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke Alike, wp_server_other123" }).ClickAsync();
        await page.GetByLabel("Type wp_server_other123 to confirm").FillAsync("wp_server_other123");
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke", Exact = true }).ClickAsync();

        await Expect(visitor.Toast).ToContainTextAsync("wp_server_other123… revoked");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Revoke Alike" })).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_name_in_use_is_reported_beside_the_name()
    {
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address);
        foreach (var name in new[] { "Taken", "taken" })
        {
            await page.GetByLabel("Name").FillAsync(name);
            await page.GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();
            await Expect(page.Locator(name == "Taken" ? ".new-secret" : "#name-error")).ToBeVisibleAsync();
        }

        await Expect(page.Locator("#name-error")).ToContainTextAsync("already has a key named 'taken'");
        await Expect(page.GetByLabel("Name")).ToHaveValueAsync("taken");
    }

    [Fact]
    public async Task Without_a_configured_ProviderUrl_the_snippet_has_a_placeholder()
    {
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address);
        await page.GetByLabel("Name").FillAsync("Addressless");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();

        await Expect(page.Locator("pre.snippet")).ToContainTextAsync("\"ProviderUrl\": \"the address of your flag provider\"");
    }

    private static async Task RevokeAsync(IPage page, string typed)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke Leaked" }).ClickAsync();
        await page.GetByLabel("Type Leaked to confirm").FillAsync(typed);
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke", Exact = true }).ClickAsync();
    }
}

/// <summary>A manager whose ProviderUrl is configured.</summary>
public sealed class ProviderAddressTests(ProviderAddressTests.SiteWithProviderUrl site)
    : IClassFixture<ProviderAddressTests.SiteWithProviderUrl>
{
    [Fact]
    public async Task The_snippet_beside_a_new_key_has_the_configured_ProviderUrl()
    {
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync("/projects/default/environments/production/sdk-keys");
        await page.GetByLabel("Name").FillAsync("Shop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();

        await Expect(page.Locator("pre.snippet")).ToContainTextAsync("\"ProviderUrl\": \"https://flags-api.solarflare.example\"");
    }

    public sealed class SiteWithProviderUrl(Chromium chromium) : Site(chromium)
    {
        protected override void ConfigureServices(IServiceCollection services) =>
            services.Configure<ManagerOptions>(manager => manager.ProviderUrl = "https://flags-api.solarflare.example/");
    }
}
