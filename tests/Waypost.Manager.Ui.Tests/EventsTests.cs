using System.Text;
using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

public sealed class EventsTests(FurnishedSite site) : IClassFixture<FurnishedSite>
{
    [Fact]
    public async Task The_log_tells_who_did_what_and_from_what_to_what()
    {
        using var patch = new StringContent("""{"rolloutPercentage":40}""", Encoding.UTF8, "application/json");
        using var changed = await site.Api.PatchAsync("projects/default/environments/production/flags/roof-photo", patch, TestContext.Current.CancellationToken);
        changed.EnsureSuccessStatusCode();
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;

        await page.GotoAsync("/projects/default/events");

        var newest = page.Locator(".event").First;
        await Expect(newest).ToContainTextAsync("anna@solarflare.example changed roof-photo in Production");
        await Expect(newest).ToContainTextAsync("10\u00a0% on, 90\u00a0% off → 40\u00a0% on, 60\u00a0% off");
        await newest.GetByText("Before and after").ClickAsync();
        await Expect(newest.Locator(".line-gone").First).ToBeVisibleAsync();
        await Expect(newest.Locator(".line-new").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_log_is_filtered_by_flag_and_the_filter_lives_in_the_address()
    {
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync("/projects/default/events");

        await page.GetByLabel("Flag", new() { Exact = true }).SelectOptionAsync("hero-text");
        await page.ArriveAsync("**flag=hero-text**");
        await Expect(page.Locator(".event")).ToHaveCountAsync(3);
        await page.GetByLabel("What happened").SelectOptionAsync("FLAG_CREATED");

        await Expect(page.Locator(".event")).ToHaveCountAsync(1);
        await Expect(page.Locator(".event")).ToContainTextAsync("made hero-text");
        Assert.Empty(visitor.Complaints);
    }
}
