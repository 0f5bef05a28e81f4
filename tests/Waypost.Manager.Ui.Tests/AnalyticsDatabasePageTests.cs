using Microsoft.AspNetCore.DataProtection;
using Microsoft.Playwright;
using Npgsql;
using Waypost.Manager.Ui.Tests.Running;
using Waypost.Wire.Experiments;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

/// <summary>Connects, tests and disconnects the analytics database of a project.</summary>
public sealed class AnalyticsDatabasePageTests(ExperimentSite site) : IClassFixture<ExperimentSite>
{
    [Fact]
    public async Task A_database_is_tested_connected_and_disconnected_by_name()
    {
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        var header = page.Locator(".top .events-state");
        await page.GotoAsync(AnalyticsDatabaseForm.Url);
        await Expect(header).ToContainTextAsync("No analytics database");

        await page.GetByLabel("Host").FillAsync("db.solarflare.example");
        await page.GetByLabel("Database", new() { Exact = true }).FillAsync("events");
        await page.GetByLabel("User name").FillAsync("reader");
        await page.GetByLabel("Password").FillAsync("secret");
        await page.GetByLabel("Exposures query").FillAsync("select experiment_id, user_id, timestamp from exposures");

        // A column is missing: the test names it, and shows that the others are fine.
        site.Stats.Source = FakeStatsWorker.Passed with
        {
            Exposures = FakeStatsWorker.Exposures(false, "treatment"),
        };
        await page.GetByRole(AriaRole.Button, new() { Name = "Test only" }).ClickAsync();
        await Expect(page.Locator(".check-good", new() { HasText = "user_id" })).ToBeVisibleAsync();
        await Expect(page.Locator(".check-bad").Last).ToContainTextAsync("There is no column treatment");
        await Expect(header).ToContainTextAsync("No analytics database");

        // Connecting also tests, and saves nothing that does not work. The password need not be typed again.
        await page.GetByRole(AriaRole.Button, new() { Name = "Test and connect" }).ClickAsync();
        await Expect(page.Locator("#exposuresQuery-error")).ToContainTextAsync("treatment");
        await Expect(page.GetByLabel("Host")).ToHaveValueAsync("db.solarflare.example");

        site.Stats.Source = FakeStatsWorker.Passed;
        await page.GetByRole(AriaRole.Button, new() { Name = "Test and connect" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("Connected to events");
        await Expect(header).ToContainTextAsync("Analytics database connected");
        Assert.DoesNotContain("secret", await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Equal("secret", await SavedPasswordAsync());

        await DisconnectAsync(page, "event");
        await Expect(page.Locator("#disconnect-confirm-error")).ToContainTextAsync("nothing was disconnected");
        await Expect(page.GetByLabel("Type events to confirm")).ToBeFocusedAsync();
        await page.GetByLabel("Type events to confirm").FillAsync("events");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
        await Expect(header).ToContainTextAsync("No analytics database");
        Assert.Empty(visitor.BrowserErrors);
    }

    [Fact]
    public async Task Without_the_stats_worker_the_page_shows_an_error_and_keeps_what_was_typed()
    {
        await using var visitor = await site.SignInAsync(script: false);
        var page = visitor.Page;
        await page.GotoAsync(AnalyticsDatabaseForm.Url);
        await page.GetByLabel("Host").FillAsync("elsewhere.example");
        await page.GetByLabel("Database", new() { Exact = true }).FillAsync("events");
        await page.GetByLabel("User name").FillAsync("reader");
        await page.GetByLabel("Password").FillAsync("secret");
        await page.GetByLabel("Exposures query").FillAsync("select 1");

        site.Stats.IsUnavailable = true;
        await page.GetByRole(AriaRole.Button, new() { Name = "Test only" }).ClickAsync();
        site.Stats.IsUnavailable = false;

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The stats worker does not respond");
        await Expect(page.GetByLabel("Host")).ToHaveValueAsync("elsewhere.example");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_password_is_typed_once_and_never_returned_in_clear_text(bool script)
    {
        await using var visitor = await site.SignInAsync(script: script);
        var page = visitor.Page;
        await AnalyticsDatabaseForm.FillAsync(page, "hunter-2-hunter-2");

        for (var i = 0; i < 2; i++)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Test only" }).ClickAsync();
            await Expect(page.GetByText("Test results")).ToBeVisibleAsync();
            await Expect(page.GetByLabel("Password")).ToHaveAttributeAsync("placeholder", "Kept as entered");
            Assert.DoesNotContain("hunter-2-hunter-2", await page.ContentAsync(), StringComparison.Ordinal);
        }

        await Expect(page.Locator(".check-bad")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_password_kept_for_another_user_is_not_accepted()
    {
        await site.CreateUserAsync("other@solarflare.example", "admin");
        await using var first = await site.SignInAsync();
        await AnalyticsDatabaseForm.FillAsync(first.Page, "hunter-2-hunter-2");
        await first.Page.GetByRole(AriaRole.Button, new() { Name = "Test only" }).ClickAsync();
        var kept = await first.Page.Locator("[name=kept]").GetAttributeAsync("value");

        await using var other = await site.SignInAsync(email: "other@solarflare.example");
        await AnalyticsDatabaseForm.FillAsync(other.Page, "");
        await other.Page.EvaluateAsync(
            "kept => document.getElementById('connection').append(Object.assign(document.createElement('input'), { type: 'hidden', "
                + "name: 'kept', value: kept }))",
            kept
        );
        await other.Page.GetByRole(AriaRole.Button, new() { Name = "Test only" }).ClickAsync();

        await Expect(other.Page.Locator("#password-error")).ToContainTextAsync("The password is missing");
    }

    [Fact]
    public async Task Only_administrators_may_connect()
    {
        await site.CreateUserAsync("ed@solarflare.example", "editor");
        await using var visitor = await site.SignInAsync(email: "ed@solarflare.example");

        await visitor.Page.GotoAsync(AnalyticsDatabaseForm.Url);

        await Expect(visitor.Page.Locator("main")).ToContainTextAsync("Only administrators can do this. Your role is editor.");
        await Expect(visitor.Page.GetByLabel("Host")).ToHaveCountAsync(0);
    }

    /// <summary>Decrypted as the stats worker does it.</summary>
    private async Task<string> SavedPasswordAsync()
    {
        await using var connection = new NpgsqlConnection(site.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var read = new NpgsqlCommand("select protected_password from events_databases", connection);
        var stored = (string)(await read.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        return site.Service<IDataProtectionProvider>().CreateProtector(AnalyticsSource.PasswordPurpose).Unprotect(stored);
    }

    private static async Task DisconnectAsync(IPage page, string typed)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).First.ClickAsync();
        await page.GetByLabel("Type events to confirm").FillAsync(typed);
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
    }
}
