using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

/// <summary>The steps of a funnel are typed one after the other, with and without script.</summary>
public sealed class FunnelPageTests(MetricPageTests.ConnectedSite site) : IClassFixture<MetricPageTests.ConnectedSite>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_funnel_is_created_step_by_step(bool script)
    {
        await using var visitor = await site.SignInAsync(script: script);
        var page = visitor.Page;
        await page.GotoAsync("/projects/default/new-metric");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync($"Quote funnel {script}");
        await page.Locator("#query").FillAsync("select user_id, timestamp from quotes");
        await page.GetByText("Funnel: steps before it").ClickAsync();
        await page.Locator("#stepName-0").FillAsync("Form opened");
        await page.Locator("#stepQuery-0").FillAsync("select user_id, timestamp from forms");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a step" }).ClickAsync();
        await Expect(page.Locator("#stepName-0")).ToHaveValueAsync("Form opened");
        await page.Locator("#stepName-1").FillAsync("Address entered");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create metric" }).ClickAsync();
        await Expect(page.Locator("#stepQuery-1-error")).ToContainTextAsync("The query of the step is missing.");
        await page.Locator("#stepQuery-1").FillAsync("select user_id, timestamp from addresses");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create metric" }).ClickAsync();

        await Expect(visitor.Toast).ToContainTextAsync($"Quote funnel {script} created");
        await Expect(page.Locator("#stepName-1")).ToHaveValueAsync("Address entered");
        await page.GotoAsync("/projects/default/metrics");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = $"Quote funnel {script}" }))
            .ToContainTextAsync("Share of users who complete 3 steps in order");
        Assert.Empty(visitor.BrowserErrors);
    }
}
