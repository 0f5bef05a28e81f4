using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

public sealed class PermissionTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task A_viewer_sees_all_controls_disabled_with_the_reason()
    {
        await site.CreateFlagAsync("watched", "Watched", new { enabled = true, rolloutPercentage = 25 });
        await site.CreateUserAsync("vera@solarflare.example", "viewer");
        await using var visitor = await site.SignInAsync(email: "vera@solarflare.example");
        var page = visitor.Page;

        await Expect(page.GetByRole(AriaRole.Switch, new() { Name = "Watched" })).ToBeDisabledAsync();
        await page.GotoAsync("/projects/default/flags/watched?environment=production");
        await Expect(page.Locator("aside")).ToContainTextAsync("25");
        await Expect(page.Locator("main button[type=submit]")).Not.ToHaveCountAsync(0);
        foreach (var button in await page.Locator("main button[type=submit]").AllAsync())
        {
            await Expect(button).ToBeDisabledAsync();
            await Expect(button).ToHaveAttributeAsync("title", "Your role (viewer) does not allow changes.");
        }
    }

    [Theory]
    [InlineData("/projects/default/new-flag", "Only editors can create flags")]
    [InlineData("/projects/default/new-metric", "Only editors can create metrics")]
    [InlineData("/projects/default/new-experiment", "Only editors can create experiments")]
    [InlineData("/projects/default/events-database", "Only administrators can do this")]
    [InlineData("/projects/default/flags/described/about", "does not allow changes")]
    [InlineData("/projects/default/metrics/described", "Share of users")]
    public async Task A_page_says_why_its_form_is_not_shown_to_a_viewer(string path, string said)
    {
        await site.CreateOnceAsync("flags", new { key = "described", name = "Described" });
        await site.CreateOnceAsync(
            "metrics",
            new
            {
                key = "described",
                name = "Described",
                type = "binomial",
                query = "select user_id, timestamp from events",
            }
        );
        await site.CreateOnceAsync(
            "users",
            new
            {
                email = "vin@solarflare.example",
                name = "Vin",
                role = "viewer",
                password = Site.Password,
            }
        );
        await using var visitor = await site.SignInAsync(email: "vin@solarflare.example");

        await visitor.Page.GotoAsync(path);

        await Expect(visitor.Page.Locator("main")).ToContainTextAsync(said);
        await Expect(
                visitor
                    .Page.Locator("main")
                    .Locator("input:visible, textarea:visible, select:visible, button[type=submit]:visible:not([role=switch])")
            )
            .ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_viewer_sees_the_plan_of_an_experiment_without_a_form()
    {
        await site.CreateFlagAsync("planned", "Planned");
        using var planned = await site.Api.PostAsJsonAsync(
            "projects/default/experiments",
            new
            {
                name = "Is it better?",
                flag = "planned",
                environment = "production",
            },
            TestContext.Current.CancellationToken
        );
        Assert.True(planned.IsSuccessStatusCode, $"{planned.StatusCode}");
        var id = (await planned.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("id").GetInt64();
        await site.CreateOnceAsync(
            "users",
            new
            {
                email = "vin@solarflare.example",
                name = "Vin",
                role = "viewer",
                password = Site.Password,
            }
        );
        await using var visitor = await site.SignInAsync(email: "vin@solarflare.example");

        await visitor.Page.GotoAsync($"/projects/default/experiments/{id}?environment=production");

        await Expect(visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Plan" })).ToContainTextAsync("50 % on, 50 % off");
        await Expect(visitor.Page.Locator("main").Locator("input:visible, textarea:visible, select:visible, button:visible"))
            .ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("flags")]
    [InlineData("metrics")]
    [InlineData("experiments")]
    public async Task A_viewer_gets_no_links_to_forms(string path)
    {
        await site.CreateOnceAsync(
            "users",
            new
            {
                email = "vin@solarflare.example",
                name = "Vin",
                role = "viewer",
                password = Site.Password,
            }
        );
        await using var visitor = await site.SignInAsync(email: "vin@solarflare.example");
        await visitor.Page.GotoAsync($"/projects/default/{path}");

        await Expect(visitor.Page.Locator("main a[href*='/new-']")).ToHaveCountAsync(0);
        await visitor.Page.Keyboard.PressAsync("Control+k");
        await visitor.Page.GetByRole(AriaRole.Option).First.WaitForAsync();
        await visitor.Page.GetByRole(AriaRole.Combobox).FillAsync("new");
        await Expect(visitor.Page.GetByRole(AriaRole.Option)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_post_by_a_viewer_changes_nothing()
    {
        await site.CreateFlagAsync("guarded", "Guarded");
        await site.CreateUserAsync("vic@solarflare.example", "viewer");
        await using var visitor = await site.SignInAsync(email: "vic@solarflare.example");
        await visitor.Page.GotoAsync("/projects/default/flags/guarded?environment=production");

        var status = await visitor.Page.EvaluateAsync<int>(
            """
            async () => (await fetch(location.href, { method: 'post', body: new URLSearchParams({
              _handler: 'toggle', enabled: 'on',
              __RequestVerificationToken: document.querySelector('[name=__RequestVerificationToken]').value }) })).status
            """
        );

        Assert.Equal((int)HttpStatusCode.Forbidden, status);
        Assert.False((await site.SettingsAsync("guarded")).GetProperty("enabled").GetBoolean());
    }

    [Fact]
    public async Task A_post_without_the_antiforgery_token_changes_nothing()
    {
        await site.CreateFlagAsync("forged", "Forged");
        await using var visitor = await site.SignInAsync();
        await visitor.Page.GotoAsync("/projects/default/flags/forged?environment=production");

        var status = await visitor.Page.EvaluateAsync<int>(
            """
            async () => {
              const body = new URLSearchParams({ _handler: 'toggle', enabled: 'on' });
              return (await fetch(location.href, { method: 'post', body })).status;
            }
            """
        );

        Assert.Equal((int)HttpStatusCode.BadRequest, status);
        Assert.False((await site.SettingsAsync("forged")).GetProperty("enabled").GetBoolean());
    }

    [Fact]
    public async Task Editors_cannot_see_SDK_keys()
    {
        await site.CreateUserAsync("ed@solarflare.example", "editor");
        await using var visitor = await site.SignInAsync(email: "ed@solarflare.example");

        await visitor.Page.GotoAsync("/projects/default/environments/production/sdk-keys");

        await Expect(visitor.Page.GetByText("Only administrators can manage SDK keys")).ToBeVisibleAsync();
        Assert.Equal(0, await visitor.Page.Locator("main form").CountAsync());
    }
}
