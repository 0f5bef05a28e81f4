using System.Globalization;
using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

/// <summary>The margin of a metric in the form of a plan, without JavaScript.</summary>
public sealed class MarginPlanTests(SiteWithMetric site) : IClassFixture<SiteWithMetric>
{
    private const string Size = "#margin-quote-completed";

    [Fact]
    public async Task A_margin_is_planned_shown_and_removed()
    {
        await site.CreateFlagAsync("margin", "Margin");
        var experiment = await site.CreateExperimentAsync("With a margin", "margin");
        await using var visitor = await site.SignInAsync(script: false);
        var page = visitor.Page;
        await page.GotoAsync(PageUrl(experiment));
        await page.GetByText("Margin", new() { Exact = true }).First.ClickAsync();
        await page.Locator("#marginKind-quote-completed").SelectOptionAsync("equivalence");
        await page.Locator(Size).FillAsync("0,5");
        await page.Locator("#marginUnit-quote-completed").SelectOptionAsync("absolute");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save plan" }).ClickAsync();

        await Expect(page.GetByText("Margin: difference within ±0.5\u00a0pp")).ToBeVisibleAsync();
        await Expect(page.Locator(Size)).ToHaveValueAsync("0.5");

        await page.GetByText("Margin: difference within").ClickAsync();
        await page.Locator("#marginKind-quote-completed").SelectOptionAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save plan" }).ClickAsync();
        await Expect(page.GetByText("Margin: difference within")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("0", "must be above 0")]
    [InlineData("-2", "must be above 0")]
    [InlineData("two", "must be a number above 0")]
    [InlineData("100", "below 100")]
    public async Task A_margin_without_sense_is_refused_beside_the_field_and_kept(string typed, string reason)
    {
        var flag = $"refused-{Guid.NewGuid():N}";
        await site.CreateFlagAsync(flag, "Refused");
        var experiment = await site.CreateExperimentAsync("Refused margin", flag);
        await using var visitor = await site.SignInAsync(script: false);
        var page = visitor.Page;
        await page.GotoAsync(PageUrl(experiment));
        await page.GetByText("Margin", new() { Exact = true }).First.ClickAsync();
        await page.Locator("#marginKind-quote-completed").SelectOptionAsync("nonInferiority");
        await page.Locator(Size).FillAsync(typed);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save plan" }).ClickAsync();

        await Expect(page.Locator("#margin-quote-completed-error")).ToContainTextAsync(reason);
        await Expect(page.Locator(Size)).ToBeVisibleAsync();
        await Expect(page.Locator(Size)).ToHaveValueAsync(typed);
    }

    [Fact]
    public async Task The_sample_size_says_what_the_margins_need_and_plans_enough_for_all()
    {
        await site.CreateFlagAsync("sized", "Sized");
        var experiment = await site.CreateExperimentAsync("Sized by a margin", "sized");
        await site.PlanMarginAsync(experiment, new { relative = 0.02 });
        await using var visitor = await site.SignInAsync(script: false);
        var page = visitor.Page;
        await page.GotoAsync(PageUrl(experiment));
        await page.GetByRole(AriaRole.Button, new() { Name = "Calculate sample size" }).ClickAsync();

        await Expect(page.GetByText("no harm above 2\u00a0%: 13,000 users, about 33 days.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Plan 35 days and 13,000 users" })).ToBeVisibleAsync();
    }

    private static string PageUrl(long experiment) =>
        string.Create(CultureInfo.InvariantCulture, $"/projects/default/experiments/{experiment}?environment=production");
}
