using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

/// <summary>A switch always shows the saved state.</summary>
public sealed class FlagSwitchTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task It_shows_the_saved_state_until_the_server_has_responded()
    {
        await site.CreateFlagAsync("patient", "Patient");
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        var row = page.Locator("#flag-patient");
        await page.DelayNextResponseAsync("post");

        await row.GetByRole(AriaRole.Switch).ClickAsync();
        await page.WaitForDelayedResponseAsync();
        await Expect(row.GetByRole(AriaRole.Switch)).ToHaveAttributeAsync("aria-checked", "false");
        await Expect(row.Locator(".switch-word")).ToHaveTextAsync("Off");

        await page.ReleaseResponseAsync();
        await Expect(row.GetByRole(AriaRole.Switch)).ToHaveAttributeAsync("aria-checked", "true");
        await Expect(row.Locator(".switch-word")).ToHaveTextAsync("On");
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task Without_a_response_it_stays_as_saved_and_the_message_does_not_cover_its_row(int width)
    {
        for (var i = 0; i < 24; i++)
        {
            await site.CreateFlagAsync($"gone-{width}-{i}", $"Gone {width} {i}", new { enabled = true, tags = new[] { $"gone-{width}" } });
        }

        await using var visitor = await site.SignInAsync(width: width);
        var page = visitor.Page;
        await page.GotoAsync($"/projects/default/flags?environment=production&tag=gone-{width}");
        await page.RouteAsync("**/flags/gone-*", route => route.AbortAsync("connectionrefused"));
        var row = page.Locator($"#flag-gone-{width}-11");
        await row.EvaluateAsync("row => row.scrollIntoView({ block: 'end' })");

        await row.GetByRole(AriaRole.Switch).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("The manager is not responding");

        await Expect(row.GetByRole(AriaRole.Switch)).ToHaveAttributeAsync("aria-checked", "true");
        await Expect(row.Locator(".switch-word")).ToHaveTextAsync("On");
        await Expect(page.Locator("html")).Not.ToHaveAttributeAsync("aria-busy", "true");
        Assert.False(await OverlapAsync(page.Locator(".toast"), row));
        Assert.True((await site.SettingsAsync($"gone-{width}-11")).GetProperty("enabled").GetBoolean());
    }

    [Fact]
    public async Task A_refusal_is_shown_on_the_flags_page_and_Back_leads_to_the_list()
    {
        await site.CreateFlagAsync("shelved", "Shelved");
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await site.ArchiveAsync("shelved");

        await page.GetByRole(AriaRole.Switch, new() { Name = "Shelved" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("is archived");
        Assert.Contains("/flags/shelved", page.Url, StringComparison.Ordinal);
        await page.GoBackAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Flags" })).ToBeVisibleAsync();
    }

    private static async Task<bool> OverlapAsync(ILocator one, ILocator other)
    {
        var (a, b) = ((await one.BoundingBoxAsync())!, (await other.BoundingBoxAsync())!);
        return a.Y < b.Y + b.Height && b.Y < a.Y + a.Height && a.X < b.X + b.Width && b.X < a.X + a.Width;
    }
}
