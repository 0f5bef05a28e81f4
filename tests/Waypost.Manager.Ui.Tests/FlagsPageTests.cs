using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

public sealed class FlagsPageTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task A_new_flag_gets_a_key_from_its_name_and_the_chosen_rollout()
    {
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync("/projects/default/new-flag");

        await page.GetByLabel("Name").PressSequentiallyAsync("Größere Batterie!");
        await Expect(page.GetByLabel("Key")).ToHaveValueAsync("gro-ere-batterie");
        await page.GetByLabel("Rollout in Production").FillAsync("12,5");
        await page.GetByLabel("Switch it on in Production now").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Create flag" }).ClickAsync();

        await Expect(visitor.Toast).ToContainTextAsync("gro-ere-batterie created");
        var settings = await site.SettingsAsync("gro-ere-batterie");
        Assert.True(settings.GetProperty("enabled").GetBoolean());
        Assert.Equal(12.5, settings.GetProperty("rolloutPercentage").GetDouble());
        Assert.Empty(visitor.BrowserErrors);
    }

    [Fact]
    public async Task A_new_flags_page_starts_at_its_heading()
    {
        await using var visitor = await site.SignInAsync(width: 360);
        var page = visitor.Page;
        await page.GotoAsync("/projects/default/new-flag");
        await page.GetByLabel("Name").FillAsync("From the top");

        await page.GetByRole(AriaRole.Button, new() { Name = "Create flag" }).ClickAsync();

        var heading = page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "From the top" });
        await Expect(heading).ToBeFocusedAsync();
        await Expect(heading).ToBeInViewportAsync();
        Assert.Equal(0, await page.EvaluateAsync<int>("scrollY"));
    }

    [Fact]
    public async Task A_text_flag_reads_its_variants_line_by_line()
    {
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync("/projects/default/new-flag");

        await page.GetByLabel("Name").FillAsync("Headline");
        await page.GetByText("One of several texts.").ClickAsync();
        await page.GetByLabel("Variants").FillAsync("short = Solar\nlong = Solar = power");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create flag" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("headline created");

        var settings = await site.SettingsAsync("headline");
        Assert.Equal("Solar = power", settings.GetProperty("variants").GetProperty("long").GetString());
    }

    [Fact]
    public async Task A_key_in_use_is_reported_beside_the_key_and_no_input_is_lost()
    {
        await site.CreateFlagAsync("taken", "Taken");
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync("/projects/default/new-flag");

        await page.GetByLabel("Name").FillAsync("Another");
        await page.GetByLabel("Key").FillAsync("TAKEN");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create flag" }).ClickAsync();

        await Expect(page.Locator("#key-error")).ToContainTextAsync("already has a flag");
        await Expect(page.GetByLabel("Name")).ToHaveValueAsync("Another");
    }

    [Fact]
    public async Task The_search_follows_the_typing_and_is_in_the_URL()
    {
        await site.CreateFlagAsync("findable", "Needle");
        await site.CreateFlagAsync("other", "Hay");
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;

        await page.GetByRole(AriaRole.Searchbox).PressSequentiallyAsync("needle");
        await page.WaitForPageAsync("**search=needle**");

        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await Expect(page.GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
        await page.ReloadAsync();
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Switching_a_flag_can_be_undone()
    {
        await site.CreateFlagAsync("undoable", "Undoable");
        await using var visitor = await site.SignInAsync();

        await visitor.Page.GetByRole(AriaRole.Switch, new() { Name = "Undoable" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("switched on");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();

        await Expect(visitor.Toast).ToContainTextAsync("switched off");
        Assert.False((await site.SettingsAsync("undoable")).GetProperty("enabled").GetBoolean());
    }

    [Fact]
    public async Task A_flag_is_deleted_only_after_its_key_was_typed()
    {
        await site.CreateFlagAsync("doomed", "Doomed");
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync("/projects/default/flags/doomed/about");

        await page.GetByLabel("Type doomed to confirm").FillAsync("domed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete doomed" }).ClickAsync();
        await Expect(page.Locator("#confirm-error")).ToContainTextAsync("The key does not match");
        await page.GetByLabel("Type doomed to confirm").FillAsync("doomed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete doomed" }).ClickAsync();

        await Expect(visitor.Toast).ToContainTextAsync("doomed deleted");
        await Expect(page.Locator("#flag-doomed")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_list_is_small_and_does_not_shift()
    {
        for (var i = 0; i < 50; i++)
        {
            await site.CreateFlagAsync(
                $"budget-{i}",
                $"A flag of the budget, number {i}",
                new
                {
                    enabled = true,
                    rolloutPercentage = i,
                    tags = new[] { "budget" },
                }
            );
        }

        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await visitor.WatchLayoutAsync("/projects/default/flags?environment=production&tag=budget");

        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(50);
        Assert.InRange(await site.TransferredAsync(page), 1, 40 * 1024);
        Assert.InRange(await visitor.LayoutShiftAsync(), 0, 0.02);
        // The measure notices a shift.
        await page.EvaluateAsync("document.body.style.marginTop = '300px'");
        await page.WaitForFunctionAsync("() => window.shift > 0.02");
    }
}
