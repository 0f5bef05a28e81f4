using System.Globalization;
using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

/// <summary>What a start, a switch and a stop do to a live flag: announced before, and undone after.</summary>
public sealed class StartAndStopTests(SiteWithMetric site) : IClassFixture<SiteWithMetric>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_start_uses_what_was_typed_into_the_plan_and_can_be_undone(bool script)
    {
        var flag = $"typed-{script}".ToLowerInvariant();
        await site.CreateFlagAsync(flag, flag, new { enabled = true, rolloutPercentage = 10 });
        var experiment = await site.CreateExperimentAsync($"Typed {script}", flag);
        await using var visitor = await site.SignInAsync(script: script);
        var page = visitor.Page;
        await page.GotoAsync(PageUrl(experiment));
        var changes = page.Locator("#start-changes");
        await Expect(changes).ToContainTextAsync("10\u00a0% → 50");

        await page.GetByLabel("Planned days").FillAsync("21");
        await page.GetByLabel("Rollout: % of users getting “on”").FillAsync("30");
        if (script)
        {
            await Expect(changes).ToContainTextAsync("10\u00a0% → 30");
            await Expect(changes).ToContainTextAsync("90\u00a0% → 70");
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Start experiment" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("on 10\u00a0% → 30\u00a0%, off 90\u00a0% → 70\u00a0%");
        await Expect(page.GetByText("21 days, until")).ToBeVisibleAsync();
        Assert.Equal(30, (await site.SettingsAsync(flag)).GetProperty("rolloutPercentage").GetDouble());

        await visitor.Toast.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(visitor.Toast)
            .ToContainTextAsync("It is a draft again, and the flag is as it was before: 10\u00a0% on, 90\u00a0% off");
        await Expect(page.GetByLabel("Planned days")).ToHaveValueAsync("21");
        Assert.Equal(10, (await site.SettingsAsync(flag)).GetProperty("rolloutPercentage").GetDouble());
        Assert.Empty(visitor.BrowserErrors);
    }

    [Fact]
    public async Task No_button_of_a_draft_loses_what_was_typed()
    {
        await site.CreateFlagAsync("kept", "Kept");
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync("/projects/default/new-experiment?environment=production&flag=kept");
        await page.GetByLabel("Name").FillAsync("Kept");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create experiment" }).ClickAsync();
        await page.GetByLabel("Planned days").FillAsync("28");

        await page.GetByRole(AriaRole.Button, new() { Name = "Start experiment" }).ClickAsync();
        await Expect(page.Locator("#roles-error")).ToContainTextAsync("no primary metric");
        await Expect(page.GetByLabel("Quote completed", new() { Exact = true })).ToBeFocusedAsync();
        await Expect(page.GetByLabel("Planned days")).ToHaveValueAsync("28");

        await page.GetByLabel("Quote completed", new() { Exact = true }).SelectOptionAsync("primary");
        await page.GetByRole(AriaRole.Button, new() { Name = "Calculate sample size" }).ClickAsync();
        await Expect(page.GetByText("you need 13,000 users")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Quote completed", new() { Exact = true })).ToHaveValueAsync("primary");

        await page.GetByLabel("Planned days").FillAsync("many");
        await page.GetByLabel("Type Kept to confirm").FillAsync("something else");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
        await Expect(page.Locator("#confirm-error")).ToContainTextAsync("Type Kept exactly");
        await Expect(page.GetByLabel("Planned days")).ToHaveValueAsync("many");

        await page.GetByRole(AriaRole.Button, new() { Name = "Start experiment" }).ClickAsync();
        await Expect(page.Locator("#plannedDays-error")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Planned days")).ToHaveValueAsync("many");
        Assert.False((await site.SettingsAsync("kept")).GetProperty("enabled").GetBoolean());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Switching_off_the_flag_of_a_running_experiment_asks_for_confirmation_first(bool script)
    {
        var flag = $"paused-{script}".ToLowerInvariant();
        var experiment = await RunningAsync(flag);
        await using var visitor = await site.SignInAsync(script: script);
        var page = visitor.Page;
        await page.GotoAsync("/projects/default/flags?environment=production");

        await page.GetByRole(AriaRole.Switch, new() { Name = flag }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("the experiment is paused: no new users enter it");
        Assert.True((await site.SettingsAsync(flag)).GetProperty("enabled").GetBoolean());
        await page.GetByRole(AriaRole.Button, new() { Name = "Switch off and pause" }).ClickAsync();

        await Expect(visitor.Toast).ToContainTextAsync("Its experiment is paused");
        Assert.False((await site.SettingsAsync(flag)).GetProperty("enabled").GetBoolean());
        await page.GotoAsync(PageUrl(experiment));
        await Expect(page.GetByText("Paused", new() { Exact = true }).First).ToBeVisibleAsync();
        await Expect(page.GetByText("no exposures are expected")).ToBeVisibleAsync();
        Assert.Empty(visitor.BrowserErrors);
    }

    [Fact]
    public async Task A_stop_can_restore_the_flag_and_a_winner_can_be_shipped_later()
    {
        await site.CreateFlagAsync("back", "Back", new { enabled = true, rolloutPercentage = 10 });
        var first = await site.CreateExperimentAsync("Back again", "back");
        await site.StartExperimentAsync(first);
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(PageUrl(first));
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop…" }).ClickAsync();
        await page.GetByText("Restore the flag as it was before").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("50\u00a0% on, 50\u00a0% off → 10\u00a0% on, 90\u00a0% off");
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop experiment" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("The flag is as it was before");
        Assert.Equal(10, (await site.SettingsAsync("back")).GetProperty("rolloutPercentage").GetDouble());

        await page.GetByLabel("Ship to everyone").SelectOptionAsync("on");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ship variant" }).ClickAsync();

        await Expect(visitor.Toast).ToContainTextAsync("Everyone in Production now gets “on”");
        Assert.Equal(100, (await site.SettingsAsync("back")).GetProperty("rolloutPercentage").GetDouble());
        Assert.Empty(visitor.BrowserErrors);
    }

    private static string PageUrl(long experiment) =>
        string.Create(CultureInfo.InvariantCulture, $"/projects/default/experiments/{experiment}?environment=production");

    private async Task<long> RunningAsync(string flag)
    {
        await site.CreateFlagAsync(flag, flag);
        var experiment = await site.CreateExperimentAsync($"Experiment on {flag}", flag);
        await site.StartExperimentAsync(experiment);
        return experiment;
    }
}
