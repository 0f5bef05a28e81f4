using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

/// <summary>An experiment's report: for the team, and by link for people without an account.</summary>
public sealed class ReportPageTests(SeededSite site) : IClassFixture<SeededSite>
{
    private const string Report = "/projects/default/experiments/2/report?environment=production";

    [Fact]
    public async Task A_report_says_what_was_planned_decided_and_found()
    {
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync("/projects/default/experiments/2?environment=production");
        await page.GetByRole(AriaRole.Link, new() { Name = "Report", Exact = true }).ClickAsync();
        await page.WaitForPageAsync("**/report?environment=production");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 }))
            .ToHaveTextAsync("Report: Does a short form finish more quotes?");
        await Expect(page.GetByText("Nothing is decided yet: the experiment is running.")).ToBeVisibleAsync();
        await Expect(page.GetByText("At the planned end, the fixed test at 5\u00a0% decides")).ToBeVisibleAsync();
        await Expect(page.GetByText("The start was given afterwards")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Quote completed" })).ToContainTextAsync("primary");
        Assert.Empty(visitor.BrowserErrors);
    }

    [Fact]
    public async Task What_was_learned_is_written_without_script_and_shown()
    {
        await using var visitor = await site.SignInAsync(script: false);
        var page = visitor.Page;
        await page.GotoAsync(Report);
        await page.GetByLabel("For the next one who asks").FillAsync("Ask for less.\n\nAddresses are <hard>.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(page.GetByText("Addresses are <hard>.").First).ToBeVisibleAsync();
        await Expect(page.Locator("#report-learned")).ToHaveTextAsync("What we learned");
    }

    [Fact]
    public async Task A_link_opens_the_report_for_people_without_an_account_until_it_is_deleted()
    {
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Report);
        await page.GetByLabel("Expires in").SelectOptionAsync("7");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create link" }).ClickAsync();
        var link = await page.Locator("#created-link").TextContentAsync();
        await using var guest = await site.VisitAsync();

        await guest.Page.GotoAsync(link!);
        await Expect(guest.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Does a short form finish more quotes?");
        await Expect(guest.Page.GetByRole(AriaRole.Navigation)).ToHaveCountAsync(0);
        await Expect(guest.Page.GetByText("anna")).ToHaveCountAsync(0);
        Assert.Empty(guest.BrowserErrors);

        await page.GotoAsync(Report);
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Delete the link") }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("Link deleted.");
        await guest.Page.ReloadAsync();
        await Expect(guest.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("This link does not work");
    }

    [Fact]
    public async Task A_viewer_reads_the_report_and_changes_nothing()
    {
        await site.CreateOnceAsync(
            "users",
            new
            {
                email = "vera@solarflare.example",
                name = "vera",
                role = "viewer",
                password = Site.Password,
            }
        );
        await using var visitor = await site.SignInAsync(email: "vera@solarflare.example");
        await visitor.Page.GotoAsync(Report);

        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Decision" })).ToBeVisibleAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Create link" })).ToHaveCountAsync(0);
        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save" })).ToHaveCountAsync(0);
    }
}
