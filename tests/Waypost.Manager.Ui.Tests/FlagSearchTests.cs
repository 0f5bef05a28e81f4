using System.Globalization;
using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

/// <summary>The search of the list of flags. The page's clock is paused, so that the test decides how long a pause in typing is.</summary>
public sealed class FlagSearchTests(Site site) : IClassFixture<Site>
{
    private const int APause = 250;

    [Fact]
    public async Task Input_typed_while_an_earlier_response_is_pending_stays()
    {
        await site.CreateFlagAsync("needle", "Needle");
        await site.CreateFlagAsync("noodle", "Noodle");
        await using var visitor = await ListAsync();
        var page = visitor.Page;
        await page.DelayNextResponseAsync("get");

        await page.GetByRole(AriaRole.Searchbox).PressSequentiallyAsync("n");
        await page.Clock.RunForAsync(APause);
        await page.WaitForDelayedResponseAsync();
        await page.GetByRole(AriaRole.Searchbox).PressSequentiallyAsync("eedle");
        await page.ReleaseResponseAsync();
        await Expect(page.Locator("html[aria-busy]")).ToHaveCountAsync(0);

        await Expect(page.GetByRole(AriaRole.Searchbox)).ToHaveValueAsync("needle");
        await page.Clock.RunForAsync(APause);
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        Assert.EndsWith("search=needle", page.Url, StringComparison.Ordinal);
        Assert.Empty(visitor.BrowserErrors);
    }

    [Fact]
    public async Task A_search_adds_no_history_entry_per_pause()
    {
        await site.CreateFlagAsync("haystack", "Haystack");
        await using var visitor = await ListAsync();
        var page = visitor.Page;
        var entries = await page.EvaluateAsync<int>("history.length");

        foreach (var part in new[] { "hay", "st", "ack" })
        {
            await page.GetByRole(AriaRole.Searchbox).PressSequentiallyAsync(part);
            await page.Clock.RunForAsync(APause);
            await Expect(page.Locator("html[aria-busy]")).ToHaveCountAsync(0);
        }

        Assert.EndsWith("search=haystack", page.Url, StringComparison.Ordinal);
        Assert.Equal(entries, await page.EvaluateAsync<int>("history.length"));
        await page.GoBackAsync();
        Assert.EndsWith("/account", page.Url, StringComparison.Ordinal);
    }

    private async Task<Visitor> ListAsync()
    {
        var visitor = await site.SignInAsync();
        var start = DateTime.Parse("2026-10-01T08:00:00Z", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
        await visitor.Page.Clock.InstallAsync(new() { TimeDate = start });
        await visitor.Page.GotoAsync("/account");
        await visitor.Page.GotoAsync("/projects/default/flags?environment=production");
        await visitor.Page.Clock.PauseAtAsync(start.AddHours(1));
        return visitor;
    }
}
