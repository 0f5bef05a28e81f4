using System.Text;
using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

public sealed class AuditLogPageTests(SeededSite site) : IClassFixture<SeededSite>
{
    [Fact]
    public async Task An_entry_shows_who_changed_what_and_the_values_before_and_after()
    {
        using var patch = new StringContent("""{"rolloutPercentage":40}""", Encoding.UTF8, "application/json");
        using var changed = await site.Api.PatchAsync(
            "projects/default/environments/production/flags/roof-photo",
            patch,
            TestContext.Current.CancellationToken
        );
        changed.EnsureSuccessStatusCode();
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;

        await page.GotoAsync("/projects/default/events");

        var newest = page.Locator(".event").First;
        await Expect(newest).ToContainTextAsync("anna@solarflare.example changed roof-photo in Production");
        await Expect(newest).ToContainTextAsync("10\u00a0% on, 90\u00a0% off → 40\u00a0% on, 60\u00a0% off");
        await newest.GetByText("Before and after").ClickAsync();
        await Expect(newest.Locator(".line-removed").First).ToBeVisibleAsync();
        await Expect(newest.Locator(".line-added").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_log_is_filtered_by_flag_and_the_filter_is_in_the_URL()
    {
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync("/projects/default/events");

        await page.GetByLabel("Flag", new() { Exact = true }).SelectOptionAsync("hero-text");
        await page.WaitForPageAsync("**flag=hero-text**");
        await Expect(page.Locator(".event")).ToHaveCountAsync(3);
        await page.GetByLabel("Change", new() { Exact = true }).SelectOptionAsync("FLAG_CREATED");

        await Expect(page.Locator(".event")).ToHaveCountAsync(1);
        await Expect(page.Locator(".event")).ToContainTextAsync("created hero-text");
        Assert.Empty(visitor.BrowserErrors);
    }

    [Theory]
    [InlineData("flag", "nope", "nope")]
    [InlineData("flag", "HERO-TEXT", "hero-text")]
    [InlineData("type", "NOTHING_SUCH", "NOTHING_SUCH")]
    [InlineData("type", "flag_created", "Flag created")]
    [InlineData("actor", "nobody@solarflare.example", "nobody@solarflare.example")]
    public async Task The_selected_option_shows_the_filter_in_effect(string field, string value, string chosen)
    {
        await using var visitor = await site.SignInAsync();

        await visitor.Page.GotoAsync($"/projects/default/events?{field}={value}");

        Assert.Equal(chosen, await visitor.Page.Locator($"#{field}").EvaluateAsync<string>("select => select.selectedOptions[0].text"));
    }

    [Fact]
    public async Task The_start_of_an_experiment_is_shown_without_internal_fields()
    {
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;

        await page.GotoAsync("/projects/default/events?type=EXPERIMENT_STARTED");

        await Expect(page.Locator(".event").Last).ToContainTextAsync("started: 1 Oct 2026, 00:00 UTC");
        await page.Locator(".event summary").Last.ClickAsync();
        Assert.DoesNotContain("\"id\"", await page.Locator(".event").Last.InnerTextAsync(), StringComparison.Ordinal);
    }
}
