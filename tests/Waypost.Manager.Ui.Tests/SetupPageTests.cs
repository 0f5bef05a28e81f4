using Microsoft.Playwright;
using Waypost.Manager.Features.Setup;
using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

public sealed class SiteWithoutUsers(Chromium chromium) : Site(chromium), IAsyncLifetime
{
    protected override bool HasAdministrator => false;
}

public sealed class SetupPageTests(SiteWithoutUsers site) : IClassFixture<SiteWithoutUsers>
{
    [Fact]
    public async Task The_setup_token_creates_the_first_administrator_and_no_second()
    {
        await using var visitor = await site.VisitAsync();
        var page = visitor.Page;

        await page.GotoAsync("/");
        await Expect(page.GetByText("There are no accounts yet")).ToBeVisibleAsync();

        await page.GotoAsync("/setup?token=WRONG");
        await FillAsync(page);
        await Expect(page.Locator("#token-error")).ToContainTextAsync("token is not valid");

        await page.GotoAsync(site.Service<SetupToken>().Path);
        await FillAsync(page);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Flags", Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByText("No flags yet")).ToBeVisibleAsync();

        await page.GotoAsync(site.Service<SetupToken>().Path);
        await Expect(page.GetByText("An administrator already exists")).ToBeVisibleAsync();
        Assert.Empty(visitor.BrowserErrors);
    }

    private static async Task FillAsync(IPage page)
    {
        await page.GetByLabel("Your name").FillAsync("Anna Lind");
        await page.GetByLabel("E-mail address").FillAsync(Site.Email);
        await page.GetByLabel("Password").FillAsync(Site.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create administrator" }).ClickAsync();
    }
}
