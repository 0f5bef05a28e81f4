using System.Globalization;
using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

public sealed class ExperimentPlanTests(SiteWithMetric site) : IClassFixture<SiteWithMetric>
{
    [Fact]
    public async Task A_change_that_would_invalidate_a_running_experiment_is_refused_with_the_reason()
    {
        var experiment = await RunningAsync("spoilt");
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(PageUrl(experiment));
        await page.GetByText("Edit plan").ClickAsync();

        await page.GetByLabel("Rollout: % of users getting “on”").FillAsync("10");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save plan" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert))
            .ToContainTextAsync(
                "would invalidate the results: users counted so far were exposed to another plan. Stop it, or begin a new phase with the "
                    + "checkbox below"
            );
        await Expect(page.GetByLabel("Rollout: % of users getting “on”")).ToHaveValueAsync("10");
        await page.GetByText("Begin a new phase", new() { Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save plan" }).ClickAsync();

        await Expect(page.GetByText("phase 2 since")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_concurrent_edit_of_a_plan_shows_both_versions()
    {
        await site.CreateFlagAsync("contested", "Contested");
        var experiment = await site.CreateExperimentAsync("Contested", "contested");
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(PageUrl(experiment));
        using var theirs = await site.Api.PatchAsync(
            $"projects/default/experiments/{experiment}",
            new StringContent("""{"plannedDays":21}""", null, "application/merge-patch+json"),
            TestContext.Current.CancellationToken
        );
        Assert.True(theirs.IsSuccessStatusCode);

        await page.GetByLabel("Planned days").FillAsync("42");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save plan" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("21 days");
        await Expect(page.GetByLabel("Planned days")).ToHaveValueAsync("42");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save my changes" }).ClickAsync();

        await Expect(visitor.Toast).ToContainTextAsync("Plan saved");
        await Expect(page.GetByLabel("Planned days")).ToHaveValueAsync("42");
    }

    [Fact]
    public async Task Shares_that_do_not_add_up_to_100_percent_are_refused_beside_the_fields()
    {
        await site.CreateFlagAsync(
            "three",
            "Three",
            new
            {
                type = "string",
                variants = new
                {
                    a = "1",
                    b = "2",
                    c = "3",
                },
            }
        );
        var experiment = await site.CreateExperimentAsync("Which of three?", "three");
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(PageUrl(experiment));

        await Expect(page.Locator("label[for=share-b]")).ToHaveTextAsync("b 2");
        await page.GetByLabel("a 1", new() { Exact = true }).FillAsync("90");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save plan" }).ClickAsync();

        await Expect(page.Locator("#rollout-error")).ToContainTextAsync("The rollout must add up to 100");
    }

    [Fact]
    public async Task Without_the_stats_worker_the_sample_size_shows_an_error_and_the_page_still_works()
    {
        await site.CreateFlagAsync("away", "Away");
        var experiment = await site.CreateExperimentAsync("While it is away", "away");
        await using var visitor = await site.SignInAsync();
        await visitor.Page.GotoAsync(PageUrl(experiment));

        site.Stats.IsUnavailable = true;
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Calculate sample size" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The stats worker does not respond");
        site.Stats.IsUnavailable = false;

        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Start experiment" })).ToBeEnabledAsync();
    }

    [Fact]
    public async Task After_an_unexpected_error_the_page_keeps_what_was_typed()
    {
        await site.CreateFlagAsync("broken", "Broken");
        var experiment = await site.CreateExperimentAsync("While something is broken", "broken");
        await using var visitor = await site.SignInAsync();
        await visitor.Page.GotoAsync(PageUrl(experiment));
        await visitor.Page.GetByLabel("Planned days").FillAsync("21");

        site.Stats.IsBroken = true;
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Calculate sample size" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("An unexpected error occurred. Nothing was saved");
        site.Stats.IsBroken = false;

        await Expect(visitor.Page.GetByLabel("Planned days")).ToHaveValueAsync("21");
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
