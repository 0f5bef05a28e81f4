using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

public sealed class SignInPageTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task A_wrong_e_mail_and_a_wrong_password_get_the_same_answer()
    {
        await using var visitor = await site.VisitAsync();
        var page = visitor.Page;
        var answers = new List<string?>();
        foreach (var email in new[] { Site.Email, "nobody@solarflare.example" })
        {
            await page.GotoAsync("/sign-in");
            await page.GetByLabel("E-mail address").FillAsync(email);
            await page.GetByLabel("Password").FillAsync("wrong-password");
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
            answers.Add(await page.Locator("#password-error").TextContentAsync());
        }

        Assert.Equal(answers[0], answers[1]);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    public async Task Sign_in_does_not_redirect_to_another_site(string returnUrl)
    {
        await using var visitor = await site.VisitAsync();
        var page = visitor.Page;
        await page.GotoAsync("/sign-in?returnUrl=" + Uri.EscapeDataString(returnUrl));

        await page.GetByLabel("E-mail address").FillAsync(Site.Email);
        await page.GetByLabel("Password").FillAsync(Site.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForPageAsync("**/flags?**");

        Assert.StartsWith(site.Address.ToString(), page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;

        await page.GetByRole(AriaRole.Button, new() { Name = "Account of anna" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.GotoAsync("/projects/default/flags");

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }
}
