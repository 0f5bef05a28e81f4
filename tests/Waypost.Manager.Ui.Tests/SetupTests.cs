using Microsoft.Playwright;
using Waypost.Manager.Features.Setup;
using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

public sealed class EmptySite(Chromium chromium) : Site(chromium), IAsyncLifetime
{
    protected override bool HasAdministrator => false;
}

public sealed class SetupTests(EmptySite site) : IClassFixture<EmptySite>
{
    [Fact]
    public async Task Whoever_has_the_consoles_token_makes_the_first_administrator_and_nobody_a_second()
    {
        await using var visitor = await site.VisitAsync();
        var page = visitor.Page;

        await page.GotoAsync("/");
        await Expect(page.GetByText("Nobody can sign in yet")).ToBeVisibleAsync();

        await page.GotoAsync("/setup?token=WRONG");
        await FillAsync(page);
        await Expect(page.Locator("#token-error")).ToContainTextAsync("token is not valid");

        await page.GotoAsync(site.Service<SetupToken>().Path);
        await FillAsync(page);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Flags", Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByText("No flags yet")).ToBeVisibleAsync();

        await page.GotoAsync(site.Service<SetupToken>().Path);
        await Expect(page.GetByText("an administrator exists")).ToBeVisibleAsync();
        Assert.Empty(visitor.Complaints);
    }

    private static async Task FillAsync(IPage page)
    {
        await page.GetByLabel("Your name").FillAsync("Anna Lind");
        await page.GetByLabel("E-mail address").FillAsync(Site.Email);
        await page.GetByLabel("Password").FillAsync(Site.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
    }
}
