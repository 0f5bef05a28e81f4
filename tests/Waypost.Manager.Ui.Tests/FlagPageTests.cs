using System.Net;
using System.Text;
using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

public sealed class FlagPageTests(Site site) : IClassFixture<Site>
{
    private static string Address(string flag) => $"/projects/default/flags/{flag}?environment=production";

    [Fact]
    public async Task The_second_of_two_editors_sees_both_versions_and_can_save_anyway()
    {
        await site.CreateFlagAsync("contested", "Contested", new { enabled = true, rolloutPercentage = 25 });
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address("contested"));
        await ChangeAsync("contested", """{"rolloutPercentage":60}""");

        await page.Locator("#share-on").FillAsync("10");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save rollout" }).ClickAsync();

        var conflict = page.GetByRole(AriaRole.Alert);
        await Expect(conflict).ToContainTextAsync("changed this just now, while you were editing");
        await Expect(conflict.Locator(".versions > div").First).ToContainTextAsync("60");
        await Expect(conflict.Locator(".versions > div").Last).ToContainTextAsync("10");
        Assert.Equal(60, await PercentageAsync("contested"));

        await page.GetByRole(AriaRole.Button, new() { Name = "Save my changes" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("Rollout of contested in Production saved");
        Assert.Equal(10, await PercentageAsync("contested"));
    }

    [Fact]
    public async Task The_second_of_two_editors_can_discard_their_changes()
    {
        await site.CreateFlagAsync("dropped", "Dropped", new { enabled = true, rolloutPercentage = 25 });
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address("dropped"));
        await ChangeAsync("dropped", """{"rolloutPercentage":60}""");

        await page.Locator("#share-on").FillAsync("10");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save rollout" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Discard my changes" }).ClickAsync();

        await Expect(page.Locator("#share-on")).ToHaveValueAsync("60");
        Assert.Equal(60, await PercentageAsync("dropped"));
    }

    [Theory]
    [InlineData("101")]
    [InlineData("-1")]
    [InlineData("12.3456")]
    [InlineData("half")]
    public async Task An_invalid_percentage_is_reported_beside_the_field_and_stays_as_typed(string typed)
    {
        var key = "share-" + Convert.ToHexStringLower(Encoding.UTF8.GetBytes(typed));
        await site.CreateFlagAsync(key, "Share", new { enabled = true, rolloutPercentage = 25 });
        await using var visitor = await site.SignInAsync();
        await visitor.Page.GotoAsync(Address(key));

        await visitor.Page.Locator("#share-on").FillAsync(typed);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save rollout" }).ClickAsync();

        await Expect(visitor.Page.Locator("#share-on-error")).ToContainTextAsync("A percentage must be between 0");
        await Expect(visitor.Page.Locator("#share-on")).ToHaveValueAsync(typed);
        await Expect(visitor.Page.Locator("#share-on")).ToBeFocusedAsync();
        Assert.Equal(25, await PercentageAsync(key));
    }

    [Fact]
    public async Task The_percentages_of_many_variants_must_add_up_to_100()
    {
        await site.CreateFlagAsync(
            "shares",
            "Shares",
            new
            {
                type = "string",
                variants = new
                {
                    a = "A",
                    b = "B",
                    c = "C",
                },
                enabled = true,
            }
        );
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address("shares"));

        await page.Locator("#share-a").FillAsync("50");
        await page.Locator("#share-b").FillAsync("30");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save rollout" }).ClickAsync();
        await Expect(page.Locator("#share-on-error")).ToContainTextAsync("80");
        await page.Locator("#share-c").FillAsync("20");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save rollout" }).ClickAsync();

        await Expect(visitor.Toast).ToContainTextAsync("Rollout of shares in Production saved");
        Assert.Equal(3, (await site.SettingsAsync("shares")).GetProperty("fallthrough").GetProperty("rollout").GetArrayLength());
    }

    [Fact]
    public async Task Script_in_names_is_shown_as_text_and_never_run()
    {
        const string Script = "<img src=x onerror=\"document.title='hacked'\">\"'><script>document.title='hacked'</script>";
        await site.CreateFlagAsync("hostile", Script, new { description = Script, tags = new[] { Script[..40] } });
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;

        foreach (
            var path in new[]
            {
                "/projects/default/flags",
                Address("hostile"),
                "/projects/default/flags/hostile/about",
                "/projects/default/events",
                $"/projects/default/flags?search={Uri.EscapeDataString(Script)}",
            }
        )
        {
            await page.GotoAsync(path);
            Assert.NotEqual("hacked", await page.TitleAsync());
            Assert.Equal(0, await page.Locator("main img").CountAsync());
        }

        Assert.Empty(visitor.BrowserErrors);
    }

    [Fact]
    public async Task An_unknown_path_shows_a_not_found_page()
    {
        await using var visitor = await site.SignInAsync();

        await visitor.Page.GotoAsync("/there-is-no-such-page");

        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Page not found");
    }

    private async Task ChangeAsync(string flag, string patch)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"projects/default/environments/production/flags/{flag}")
        {
            Content = new StringContent(patch, Encoding.UTF8, "application/json"),
        };
        using var response = await site.Api.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private async Task<double> PercentageAsync(string flag) =>
        (await site.SettingsAsync(flag)).GetProperty("rolloutPercentage").GetDouble();
}
