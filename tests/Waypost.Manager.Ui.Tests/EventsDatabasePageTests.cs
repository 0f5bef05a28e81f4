using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

/// <summary>One walk through a connection's life: each test has a site of its own.</summary>
public sealed class EventsDatabasePageTests(Lab site) : IClassFixture<Lab>
{
    private const string Address = "/projects/default/events-database";

    [Fact]
    public async Task A_database_is_tested_check_by_check_connected_and_disconnected_by_name()
    {
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        var header = page.Locator(".top .events-state");
        await page.GotoAsync(Address);
        await Expect(header).ToContainTextAsync("No events database");

        await page.GetByLabel("Host").FillAsync("db.solarflare.example");
        await page.GetByLabel("Database", new() { Exact = true }).FillAsync("events");
        await page.GetByLabel("User name").FillAsync("reader");
        await page.GetByLabel("Password").FillAsync("secret");
        await page.GetByLabel("Exposures query").FillAsync("select experiment_id, user_id, timestamp from exposures");

        // A column is missing: the test says which, and that the rest is fine.
        site.Stats.Source = StatsStandIn.Fine with { Exposures = StatsStandIn.Exposures(false, "treatment") };
        await page.GetByRole(AriaRole.Button, new() { Name = "Only test" }).ClickAsync();
        await Expect(page.Locator(".check-good", new() { HasText = "user_id" })).ToBeVisibleAsync();
        await Expect(page.Locator(".check-bad").Last).ToContainTextAsync("There is no column treatment");
        await Expect(header).ToContainTextAsync("No events database");

        // Connecting tests, too, and saves nothing that does not work.
        await page.GetByLabel("Password").FillAsync("secret");
        await page.GetByRole(AriaRole.Button, new() { Name = "Test and connect" }).ClickAsync();
        await Expect(page.Locator("#exposuresQuery-error")).ToContainTextAsync("treatment");
        await Expect(page.GetByLabel("Host")).ToHaveValueAsync("db.solarflare.example");

        site.Stats.Source = StatsStandIn.Fine;
        await page.GetByLabel("Password").FillAsync("secret");
        await page.GetByRole(AriaRole.Button, new() { Name = "Test and connect" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("Connected to events");
        await Expect(header).ToContainTextAsync("Events connected");
        Assert.DoesNotContain("secret", await page.ContentAsync(), StringComparison.Ordinal);

        await DisconnectAsync(page, "event");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Nothing is disconnected");
        await DisconnectAsync(page, "events");
        await Expect(header).ToContainTextAsync("No events database");
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Without_the_stats_worker_the_page_says_so_and_keeps_what_was_typed()
    {
        await using var visitor = await site.SignInAsync(script: false);
        var page = visitor.Page;
        await page.GotoAsync(Address);
        await page.GetByLabel("Host").FillAsync("elsewhere.example");
        await page.GetByLabel("Database", new() { Exact = true }).FillAsync("events");
        await page.GetByLabel("User name").FillAsync("reader");
        await page.GetByLabel("Password").FillAsync("secret");
        await page.GetByLabel("Exposures query").FillAsync("select 1");

        site.Stats.IsAway = true;
        await page.GetByRole(AriaRole.Button, new() { Name = "Only test" }).ClickAsync();
        site.Stats.IsAway = false;

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The stats worker does not answer");
        await Expect(page.GetByLabel("Host")).ToHaveValueAsync("elsewhere.example");
    }

    [Fact]
    public async Task Only_administrators_may_connect()
    {
        await site.MakeUserAsync("ed@solarflare.example", "editor");
        await using var visitor = await site.SignInAsync(email: "ed@solarflare.example");

        await visitor.Page.GotoAsync(Address);

        await Expect(visitor.Page.GetByLabel("Host")).ToBeDisabledAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Test and connect" })).ToBeDisabledAsync();
    }

    private static async Task DisconnectAsync(IPage page, string typed)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).First.ClickAsync();
        await page.GetByLabel("Type events to confirm").FillAsync(typed);
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
    }
}
