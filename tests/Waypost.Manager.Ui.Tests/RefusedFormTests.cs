using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

/// <summary>The focus of a refused form: on the first invalid field, or without scripts on the error before it.</summary>
public sealed class RefusedFormTests(RefusedFormTests.PreparedSite site) : IClassFixture<RefusedFormTests.PreparedSite>
{
    public static TheoryData<string, string, string, string, bool> Forms
    {
        get
        {
            var forms = new TheoryData<string, string, string, string, bool>();
            foreach (var script in new[] { true, false })
            {
                forms.Add("/projects/default/new-flag", "key", "No key: it has spaces", "Create flag", script);
                forms.Add("/projects/default/new-flag", "percentage", "half", "Create flag", script);
                forms.Add("/projects/default/flags/form?environment=production", "share-on", "half", "Save rollout", script);
                forms.Add("/projects/default/flags/texts?environment=production", "share-a", "half", "Save rollout", script);
                forms.Add("/projects/default/flags/form/about?environment=production", "tags", new string('x', 300), "Save", script);
                forms.Add("/projects/default/flags/form/about?environment=production", "confirm", "wrong", "Delete form", script);
                forms.Add("/projects/default/new-metric", "key", "No key: it has spaces", "Create metric", script);
                forms.Add("/projects/default/metrics/quotes", "confirm", "wrong", "Delete quotes", script);
                forms.Add("/projects/default/events-database", "port", "none", "Test and connect", script);
                forms.Add("/projects/default/environments/production/sdk-keys", "origins", "no origin", "Create key", script);
                forms.Add("/account", "current", "not-the-password", "Change password", script);
            }

            return forms;
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task The_first_error_has_the_focus(string address, string field, string typed, string button, bool script)
    {
        await using var visitor = await site.SignInAsync(script: script, width: 360);
        var page = visitor.Page;
        await page.GotoAsync(address);
        if (field == "origins")
        {
            await page.GetByText("The SDK gets the flag values of one user").ClickAsync();
        }

        // All that must be filled in, so that the browser lets the form go.
        foreach (var required in await page.Locator($"form:has(#{field}) :is(input, textarea)[required]").AllAsync())
        {
            if (await required.InputValueAsync() == "")
            {
                await required.FillAsync(
                    await required.GetAttributeAsync("name") == "query" ? "select user_id, timestamp from events" : "something-long"
                );
            }
        }

        await page.Locator("#" + field).FillAsync(typed);
        await page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

        var error = page.Locator(field.StartsWith("share-", StringComparison.Ordinal) ? "#share-on-error" : $"#{field}-error");
        await Expect(error).ToBeInViewportAsync();
        await Expect(script ? page.Locator("#" + field) : error).ToBeFocusedAsync();
        if (script)
        {
            await Expect(page.Locator("#" + field)).ToHaveAttributeAsync("aria-invalid", "true");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refused_sign_in_has_the_focus_too(bool script)
    {
        await using var visitor = await site.VisitAsync(script: script);
        var page = visitor.Page;
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("E-mail address").FillAsync("nobody@solarflare.example");
        await page.GetByLabel("Password").FillAsync("wrong-password");

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await Expect(script ? page.GetByLabel("Password") : page.Locator("#password-error")).ToBeFocusedAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_error_without_a_field_has_the_focus_itself(bool script)
    {
        var flag = script ? "shelved" : "shelved-plain";
        await site.CreateFlagAsync(flag, flag);
        await using var visitor = await site.SignInAsync(script: script, width: 360);
        var page = visitor.Page;
        await page.GotoAsync($"/projects/default/flags/{flag}?environment=production");
        await site.ArchiveAsync(flag);

        await page.GetByLabel("User ID", new() { Exact = true }).FillAsync("julia m");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("is archived");
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeFocusedAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeInViewportAsync();
    }

    public sealed class PreparedSite(Chromium chromium) : ExperimentSite(chromium), IAsyncLifetime
    {
        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            await CreateFlagAsync("form", "Form", new { enabled = true });
            await CreateFlagAsync(
                "texts",
                "Texts",
                new
                {
                    type = "string",
                    variants = new { a = "A", b = "B" },
                    enabled = true,
                }
            );
            await CreateMetricAsync("quotes", "Quotes");
        }
    }
}
