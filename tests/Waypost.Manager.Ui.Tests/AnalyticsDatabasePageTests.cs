using Microsoft.AspNetCore.DataProtection;
using Microsoft.Playwright;
using Npgsql;
using Waypost.Manager.Ui.Tests.Running;
using Waypost.Wire.Experiments;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

/// <summary>One walk through a connection's life: each test has a site of its own.</summary>
public sealed class AnalyticsDatabasePageTests(Lab site) : IClassFixture<Lab>
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
        site.Stats.Source = StatsStandIn.Fine with
        {
            Exposures = StatsStandIn.Exposures(false, "treatment"),
        };
        await page.GetByRole(AriaRole.Button, new() { Name = "Only test" }).ClickAsync();
        await Expect(page.Locator(".check-good", new() { HasText = "user_id" })).ToBeVisibleAsync();
        await Expect(page.Locator(".check-bad").Last).ToContainTextAsync("There is no column treatment");
        await Expect(header).ToContainTextAsync("No events database");

        // Connecting tests, too, and saves nothing that does not work. The password that was typed once is enough.
        await page.GetByRole(AriaRole.Button, new() { Name = "Test and connect" }).ClickAsync();
        await Expect(page.Locator("#exposuresQuery-error")).ToContainTextAsync("treatment");
        await Expect(page.GetByLabel("Host")).ToHaveValueAsync("db.solarflare.example");

        site.Stats.Source = StatsStandIn.Fine;
        await page.GetByRole(AriaRole.Button, new() { Name = "Test and connect" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("Connected to events");
        await Expect(header).ToContainTextAsync("Events connected");
        Assert.DoesNotContain("secret", await page.ContentAsync(), StringComparison.Ordinal);
        Assert.Equal("secret", await SavedPasswordAsync());

        await DisconnectAsync(page, "event");
        await Expect(page.Locator("#disconnect-confirm-error")).ToContainTextAsync("Nothing is disconnected");
        await Expect(page.GetByLabel("Type events to confirm")).ToBeFocusedAsync();
        await page.GetByLabel("Type events to confirm").FillAsync("events");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
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

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The stats worker does not respond");
        await Expect(page.GetByLabel("Host")).ToHaveValueAsync("elsewhere.example");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_password_is_typed_once_and_never_comes_back_in_clear(bool script)
    {
        await using var visitor = await site.SignInAsync(script: script);
        var page = visitor.Page;
        await FillAsync(page, "hunter-2-hunter-2");

        for (var i = 0; i < 2; i++)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Only test" }).ClickAsync();
            await Expect(page.GetByText("What the test found")).ToBeVisibleAsync();
            await Expect(page.GetByLabel("Password")).ToHaveAttributeAsync("placeholder", "Kept as you typed it");
            Assert.DoesNotContain("hunter-2-hunter-2", await page.ContentAsync(), StringComparison.Ordinal);
        }

        await Expect(page.Locator(".check-bad")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_somebody_else_kept_is_nobodys_password()
    {
        await site.MakeUserAsync("other@solarflare.example", "admin");
        await using var first = await site.SignInAsync();
        await FillAsync(first.Page, "hunter-2-hunter-2");
        await first.Page.GetByRole(AriaRole.Button, new() { Name = "Only test" }).ClickAsync();
        var kept = await first.Page.Locator("[name=kept]").GetAttributeAsync("value");

        await using var other = await site.SignInAsync(email: "other@solarflare.example");
        await FillAsync(other.Page, "");
        await other.Page.EvaluateAsync(
            "kept => document.getElementById('connection').append(Object.assign(document.createElement('input'), { type: 'hidden', "
                + "name: 'kept', value: kept }))",
            kept
        );
        await other.Page.GetByRole(AriaRole.Button, new() { Name = "Only test" }).ClickAsync();

        await Expect(other.Page.Locator("#password-error")).ToContainTextAsync("The password is missing");
    }

    [Theory]
    [InlineData("Only test")]
    [InlineData("Test and connect")]
    public async Task A_login_that_may_do_more_gets_one_sentence_and_statements_to_copy(string button)
    {
        const string Sentence = "The login may do more than read: it is a superuser.";
        const string Sql = "create role waypost_reader login password '…';\ngrant usage on schema public to waypost_reader;";
        site.Stats.Source = StatsStandIn.Fine with
        {
            Credentials = new()
            {
                Ok = false,
                Code = CheckCodes.TooManyRights,
                Message = Sentence,
                Sql = Sql,
            },
            Exposures = new()
            {
                Ok = false,
                Ran = false,
                Message = "Not run: the connection comes first.",
            },
        };
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await FillAsync(page, "secret");

        await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();

        await Expect(page.Locator("#login-sql")).ToHaveTextAsync(Sql);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Copy the statements" })).ToBeVisibleAsync();
        await Expect(page.GetByText(Sentence)).ToHaveCountAsync(1);
        await Expect(page.GetByText("create role waypost_reader")).ToHaveCountAsync(1);
        site.Stats.Source = StatsStandIn.Fine;
    }

    [Theory]
    [InlineData("Only test")]
    [InlineData("Test and connect")]
    public async Task A_column_that_is_missing_is_said_once(string button)
    {
        site.Stats.Source = StatsStandIn.Fine with
        {
            Exposures = StatsStandIn.Exposures(false, "treatment") with { Message = "There is no column treatment. Name one so with AS." },
        };
        await using var visitor = await site.SignInAsync();
        await FillAsync(visitor.Page, "secret");

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();

        await Expect(visitor.Page.GetByText("There is no column treatment")).ToHaveCountAsync(1);
        site.Stats.Source = StatsStandIn.Fine;
    }

    [Theory]
    [InlineData(768)]
    [InlineData(1280)]
    [InlineData(1920)]
    public async Task The_preview_shows_all_of_its_columns(int width)
    {
        var cells = new[] { "12", "7f3b9a52-6f0e-4b62-9a1c-0d5f7f3f2a11", "2026-10-02T08:00:00.123456+00:00", "short-form-with-photo" };
        site.Stats.Source = StatsStandIn.Fine with
        {
            Exposures = StatsStandIn.Exposures(true, null) with
            {
                RowColumns = ["experiment_id", "user_id", "timestamp", "treatment"],
                Rows =
                [
                    [.. cells.Select(cell => System.Text.Json.JsonSerializer.SerializeToElement(cell))],
                ],
            },
        };
        await using var visitor = await site.SignInAsync(width: width);
        await FillAsync(visitor.Page, "secret");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Only test" }).ClickAsync();
        await Expect(visitor.Page.Locator(".cells td")).ToHaveCountAsync(4);

        var cut = await visitor.Page.EvaluateAsync<string[]>(
            """
            () => {
              const frame = document.querySelector('.report .scroll').getBoundingClientRect();
              return [...document.querySelectorAll('.cells :is(th, td)')]
                .filter(cell => cell.scrollWidth > cell.clientWidth + 1 || cell.getBoundingClientRect().right > frame.right + 1).map(cell => cell.textContent);
            }
            """
        );

        Assert.Empty(cut);
        site.Stats.Source = StatsStandIn.Fine;
    }

    [Fact]
    public async Task Only_administrators_may_connect()
    {
        await site.MakeUserAsync("ed@solarflare.example", "editor");
        await using var visitor = await site.SignInAsync(email: "ed@solarflare.example");

        await visitor.Page.GotoAsync(Address);

        await Expect(visitor.Page.Locator("main")).ToContainTextAsync("Only administrators may do this: your role is editor.");
        await Expect(visitor.Page.GetByLabel("Host")).ToHaveCountAsync(0);
    }

    private static async Task FillAsync(IPage page, string password)
    {
        await page.GotoAsync(Address);
        await page.GetByLabel("Host").FillAsync("db.solarflare.example");
        await page.GetByLabel("Database", new() { Exact = true }).FillAsync("elsewhere");
        await page.GetByLabel("User name").FillAsync("reader");
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByLabel("Exposures query").FillAsync("select experiment_id, user_id, timestamp, treatment from exposures");
    }

    /// <summary>As the stats worker would read it.</summary>
    private async Task<string> SavedPasswordAsync()
    {
        await using var connection = new NpgsqlConnection(site.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var read = new NpgsqlCommand("select protected_password from events_databases", connection);
        var stored = (string)(await read.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        return site.Service<IDataProtectionProvider>().CreateProtector(EventsSource.PasswordPurpose).Unprotect(stored);
    }

    private static async Task DisconnectAsync(IPage page, string typed)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).First.ClickAsync();
        await page.GetByLabel("Type events to confirm").FillAsync(typed);
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Disconnect" }).ClickAsync();
    }
}
