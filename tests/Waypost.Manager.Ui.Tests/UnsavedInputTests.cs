using System.Text;
using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

/// <summary>Unsaved input is never lost without a warning, and never saved without a request.</summary>
public sealed class UnsavedInputTests(Site site) : IClassFixture<Site>
{
    private static string Address(string flag) => $"/projects/default/flags/{flag}?environment=production";

    [Fact]
    public async Task A_typed_percentage_stays_while_the_flag_is_switched_and_users_are_assigned()
    {
        await using var visitor = await OpenAsync("stays");
        var page = visitor.Page;
        await page.Locator("#share-on").FillAsync("42");

        await page.GetByRole(AriaRole.Switch).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("stays switched off");
        await Expect(page.Locator("#share-on")).ToHaveValueAsync("42");
        await page.GetByLabel("User ID", new() { Exact = true }).FillAsync("julia m");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("julia m now gets on");
        await Expect(page.Locator("#share-on")).ToHaveValueAsync("42");
        await Expect(page.GetByRole(AriaRole.Slider)).ToHaveValueAsync("42");
        Assert.Equal(25, await PercentageAsync("stays"));

        await page.GetByRole(AriaRole.Button, new() { Name = "Save rollout" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("Rollout of stays in Production saved");
        Assert.Equal(42, await PercentageAsync("stays"));
        Assert.Empty(visitor.BrowserErrors);
    }

    [Fact]
    public async Task A_percentage_that_stayed_is_not_saved_over_a_change_by_someone_else()
    {
        await using var visitor = await OpenAsync("theirs");
        var page = visitor.Page;
        await page.Locator("#share-on").FillAsync("42");
        await ChangeAsync("theirs", """{"rolloutPercentage":60}""");
        await page.GetByRole(AriaRole.Switch).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("theirs switched off");

        await page.GetByRole(AriaRole.Button, new() { Name = "Save rollout" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("while you were editing");
        Assert.Equal(60, await PercentageAsync("theirs"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Input_is_restored_after_signing_in_again_and_saved_only_on_request(bool script)
    {
        var flag = script ? "ended" : "ended-plain";
        await using var visitor = await OpenAsync(flag, script);
        var page = visitor.Page;
        await page.Locator("#share-on").FillAsync("42");
        await EndSessionAsync(page);

        await page.GetByRole(AriaRole.Button, new() { Name = "Save rollout" }).ClickAsync();
        await Expect(page.GetByText("Your session expired, so nothing was saved")).ToBeVisibleAsync();
        await SignInAsync(page, Site.Email);
        await Expect(page.GetByText("What you typed is restored below")).ToBeVisibleAsync();
        await Expect(page.Locator("#share-on")).ToHaveValueAsync("42");
        Assert.Equal(25, await PercentageAsync(flag));

        await page.GetByRole(AriaRole.Button, new() { Name = "Save rollout" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync($"Rollout of {flag} in Production saved");
        Assert.Equal(42, await PercentageAsync(flag));
    }

    [Fact]
    public async Task Restored_input_is_not_saved_over_a_change_by_someone_else()
    {
        await using var visitor = await OpenAsync("overtaken");
        var page = visitor.Page;
        await page.Locator("#share-on").FillAsync("42");
        await EndSessionAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save rollout" }).ClickAsync();
        await ChangeAsync("overtaken", """{"rolloutPercentage":60}""");
        await SignInAsync(page, Site.Email);
        await Expect(page.Locator("#share-on")).ToHaveValueAsync("42");

        await page.GetByRole(AriaRole.Button, new() { Name = "Save rollout" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("while you were editing");
        Assert.Equal(60, await PercentageAsync("overtaken"));
    }

    [Fact]
    public async Task Another_user_who_signs_in_does_not_see_it()
    {
        await site.CreateUserAsync("eve@solarflare.example", "editor");
        await using var visitor = await OpenAsync("not-hers");
        var page = visitor.Page;
        await page.Locator("#share-on").FillAsync("42");
        await EndSessionAsync(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save rollout" }).ClickAsync();

        await SignInAsync(page, "eve@solarflare.example");

        await Expect(page.Locator("#share-on")).ToHaveValueAsync("25");
        await Expect(page.GetByText("What you typed")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Input_in_another_form_keeps_the_page_open_when_the_session_has_ended()
    {
        await using var visitor = await OpenAsync("two-forms");
        var page = visitor.Page;
        await page.Locator("#share-on").FillAsync("42");
        await EndSessionAsync(page);

        await page.GetByRole(AriaRole.Switch).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("sign in in another tab");
        await Expect(page.Locator("#share-on")).ToHaveValueAsync("42");
        await Expect(page.GetByRole(AriaRole.Switch)).ToHaveAttributeAsync("aria-checked", "true");

        var tab = await page.Context.NewPageAsync();
        await tab.GotoAsync("/sign-in");
        await SignInAsync(tab, Site.Email);
        await tab.WaitForPageAsync("**/flags?**");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save rollout" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("Rollout of two-forms in Production saved");
        Assert.Equal(42, await PercentageAsync("two-forms"));
    }

    [Fact]
    public async Task Leaving_the_page_asks_for_confirmation()
    {
        await using var visitor = await OpenAsync("asks");
        var page = visitor.Page;
        var asked = new TaskCompletionSource<IDialog>();
        page.Dialog += (_, dialog) => asked.TrySetResult(dialog);
        await page.Locator("#share-on").FillAsync("42");

        await StayAsync(page.GetByRole(AriaRole.Link, new() { Name = "Metrics" }).ClickAsync(), asked.Task);

        await Expect(page.Locator("#share-on")).ToHaveValueAsync("42");
    }

    [Fact]
    public async Task Leaving_asks_nothing_once_the_input_is_saved_or_discarded()
    {
        await using var visitor = await OpenAsync("silent");
        var page = visitor.Page;
        var asked = 0;
        page.Dialog += (_, _) => asked++;
        await page.Locator("#share-on").FillAsync("42");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save rollout" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("Rollout of silent in Production saved");
        await page.GetByRole(AriaRole.Link, new() { Name = "Metrics" }).ClickAsync();
        await page.WaitForPageAsync("**/metrics");

        await page.GotoAsync(Address("silent"));
        await ChangeAsync("silent", """{"rolloutPercentage":60}""");
        await page.Locator("#share-on").FillAsync("10");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save rollout" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Discard my changes" }).ClickAsync();
        await Expect(page.Locator("#share-on")).ToHaveValueAsync("60");

        Assert.Equal(0, asked);
    }

    [Fact]
    public async Task Refused_input_still_counts_as_unsaved()
    {
        await using var visitor = await OpenAsync("refused");
        var page = visitor.Page;
        var asked = new TaskCompletionSource<IDialog>();
        await page.Locator("#share-on").FillAsync("half");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save rollout" }).ClickAsync();
        await Expect(page.Locator("#share-on-error")).ToBeVisibleAsync();
        page.Dialog += (_, dialog) => asked.TrySetResult(dialog);

        await StayAsync(page.GetByRole(AriaRole.Link, new() { Name = "Metrics" }).ClickAsync(), asked.Task);
    }

    private async Task<Visitor> OpenAsync(string flag, bool script = true)
    {
        await site.CreateFlagAsync(flag, flag, new { enabled = true, rolloutPercentage = 25 });
        var visitor = await site.SignInAsync(script: script);
        await visitor.Page.GotoAsync(Address(flag));
        return visitor;
    }

    private static async Task StayAsync(Task leaving, Task<IDialog> asked)
    {
        var dialog = await asked.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal("beforeunload", dialog.Type);
        await dialog.DismissAsync();
        await leaving;
    }

    private static Task EndSessionAsync(IPage page) => page.Context.ClearCookiesAsync(new() { Name = "waypost" });

    private static async Task SignInAsync(IPage page, string email)
    {
        await page.GetByLabel("E-mail address").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(Site.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    private async Task ChangeAsync(string flag, string patch)
    {
        using var content = new StringContent(patch, Encoding.UTF8, "application/merge-patch+json");
        using var response = await site.Api.PatchAsync(
            $"projects/default/environments/production/flags/{flag}",
            content,
            TestContext.Current.CancellationToken
        );
        response.EnsureSuccessStatusCode();
    }

    private async Task<double> PercentageAsync(string flag) =>
        (await site.SettingsAsync(flag)).GetProperty("rolloutPercentage").GetDouble();
}
