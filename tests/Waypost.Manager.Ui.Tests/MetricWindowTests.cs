using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

/// <summary>A window is typed as days or hours after exposure, and a project has a default for new metrics.</summary>
public sealed class MetricWindowTests(MetricPageTests.ConnectedSite site) : IClassFixture<MetricPageTests.ConnectedSite>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_new_metric_begins_with_the_default_and_keeps_its_own_window(bool script)
    {
        await using var visitor = await site.SignInAsync(script: script);
        var page = visitor.Page;
        await page.GotoAsync("/projects/default/metrics");
        await page.Locator("#windowUntil").FillAsync("0");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save default" }).ClickAsync();
        await Expect(page.Locator("#window-error")).ToContainTextAsync("must end after it begins");
        await page.Locator("#windowUntil").FillAsync("7");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save default" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("New metrics count events within 7 days after exposure.");
        await Expect(page.Locator("#windowUntil")).ToHaveValueAsync("7");

        await page.GotoAsync("/projects/default/new-metric");
        await Expect(page.Locator("#windowUntil")).ToHaveValueAsync("7");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync($"Returned {script}");
        await page.Locator("#query").FillAsync("select user_id, timestamp from visits");
        await page.Locator("#windowFrom").FillAsync("8");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create metric" }).ClickAsync();
        await Expect(page.Locator("#window-error")).ToContainTextAsync("must end after it begins");
        await Expect(page.Locator("#windowFrom")).ToHaveValueAsync("8");
        await page.Locator("#windowFrom").FillAsync("1.5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create metric" }).ClickAsync();

        await Expect(visitor.Toast).ToContainTextAsync($"Returned {script} created");
        await Expect(page.Locator("#windowFrom")).ToHaveValueAsync("36");
        await Expect(page.Locator("#windowUntil")).ToHaveValueAsync("168");
        await Expect(page.Locator("#windowUnit")).ToHaveValueAsync("hours");
        await page.GotoAsync("/projects/default/metrics");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = $"Returned {script}" }))
            .ToContainTextAsync("active between 36 and 168 hours after exposure");
        Assert.Empty(visitor.BrowserErrors);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_plan_that_is_too_short_for_a_window_says_which_metric(bool script)
    {
        var key = script ? "monthly" : "monthly-2";
        using var made = await site.Api.PostAsync(
            "projects/default/metrics",
            new StringContent(
                $$"""{"key":"{{key}}","name":"Monthly","type":"binomial","query":"select 1","window":{"hours":720} }""",
                null,
                "application/json"
            ),
            TestContext.Current.CancellationToken
        );
        Assert.True(made.IsSuccessStatusCode);
        await site.CreateFlagAsync($"{key}-flag", "Monthly flag");
        await site.CreateMetricAsync($"{key}-other", "Other");
        var experiment = await site.CreateExperimentAsync($"Monthly {script}", $"{key}-flag", $"{key}-other");
        await using var visitor = await site.SignInAsync(script: script);
        var page = visitor.Page;
        await page.GotoAsync($"/projects/default/experiments/{experiment}?environment=production");

        await page.Locator($"#role-{key}").SelectOptionAsync("secondary");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save plan" }).ClickAsync();

        await Expect(page.Locator("#roles-error")).ToContainTextAsync($"Metric '{key}' counts events within 30 days after exposure.");
        await Expect(page.Locator("#roles-error")).ToContainTextAsync("so nobody would be counted");
    }
}
