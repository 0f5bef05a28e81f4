using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Results;
using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

/// <summary>The A/A test of a metric on its page.</summary>
public sealed class AaTestPageTests(SiteWithMetric site) : IClassFixture<SiteWithMetric>
{
    private const string Page = "/projects/default/metrics/quote-completed";

    [Fact]
    public async Task It_is_started_followed_and_shown()
    {
        await using var visitor = await site.SignInAsync();
        var section = Section(visitor.Page);
        await visitor.Page.GotoAsync(Page);

        await section.GetByRole(AriaRole.Button, new() { Name = "Run the A/A test" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("The A/A test has started.");
        await Expect(visitor.Page.Locator("#aa-job")).ToContainTextAsync("waiting for the stats worker");
        await site.FinishMetricJobAsync("quote-completed", "succeeded", SampleAaTest.Json(SampleAaTest.Good));

        // Without a reload.
        await Expect(section.GetByText("5.2 % of 1,000 re-splits: as promised (5 %).")).ToBeVisibleAsync();
        await Expect(section.GetByText("0.3 % of 1,000 re-splits at 10 looks")).ToBeVisibleAsync();
        await Expect(section.GetByText("By chance the rate may be anything from 3.64\u00a0% to 7.28\u00a0%.")).ToBeVisibleAsync();
        await Expect(section.GetByText("18,204 of 28 days, 50\u00a0% in the smaller group")).ToBeVisibleAsync();
        await Expect(section.Locator("svg.plot").First)
            .ToHaveAttributeAsync(
                "aria-label",
                "Bar chart of p-values in 10 classes of equal width: between 92 and 108 in a class, 100 expected in each."
            );
        await section.GetByText("Show as table").First.ClickAsync();
        await Expect(section.GetByRole(AriaRole.Row, new() { Name = "0.6 to 0.7" })).ToContainTextAsync("108");
        await Expect(section.GetByText("Seed 19000019")).ToBeVisibleAsync();
        Assert.Empty(visitor.BrowserErrors);
    }

    [Fact]
    public async Task Without_script_wrong_numbers_are_told_beside_their_fields_and_a_test_can_be_cancelled()
    {
        await site.CreateMetricAsync("without-script", "Without script");
        await using var visitor = await site.SignInAsync(script: false);
        var section = Section(visitor.Page);
        await visitor.Page.GotoAsync("/projects/default/metrics/without-script");

        await section.GetByLabel("Users in the smaller group").FillAsync("60 %");
        await section.GetByRole(AriaRole.Button, new() { Name = "Run the A/A test" }).ClickAsync();
        await Expect(section.Locator("#share-error")).ToContainTextAsync("from 0.01 to 0.5 (1 % to 50 %)");
        await Expect(section.GetByLabel("Users in the smaller group")).ToHaveValueAsync("60 %");
        await Expect(visitor.Page.Locator("#name")).ToHaveValueAsync("Without script");
        await section.GetByLabel("Users in the smaller group").FillAsync("10");
        await section.GetByRole(AriaRole.Button, new() { Name = "Run the A/A test" }).ClickAsync();
        await Expect(visitor.Page.Locator("#aa-job")).ToBeVisibleAsync();
        await section.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();

        await Expect(visitor.Toast).ToContainTextAsync("The A/A test is cancelled.");
        await Expect(section.GetByText("Not run yet.")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light, 360)]
    [InlineData(ColorScheme.Dark, 1280)]
    public async Task A_metric_that_misbehaves_is_shown_as_such_at_every_width(ColorScheme scheme, int width)
    {
        var key = $"misbehaves-{width}";
        await site.CreateMetricAsync(key, "Misbehaves");
        await site.StartAaTestAsync(key);
        await site.FinishMetricJobAsync(key, "succeeded", SampleAaTest.Json(SampleAaTest.Bad));
        await using var visitor = await site.SignInAsync(scheme, width);
        var page = visitor.Page;
        await page.GotoAsync($"/projects/default/metrics/{key}");

        var section = Section(page);
        await Expect(section.GetByText("Too many", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(section.GetByText("One user has 31 % of the rows")).ToBeVisibleAsync();
        await Expect(section.GetByText("has 40\u00a0% of the total; the top 1 % of users have 72\u00a0%")).ToBeVisibleAsync();
        await Expect(section.GetByLabel("Days of history")).ToHaveValueAsync("90");
        await Expect(section.GetByLabel("Users in the smaller group")).ToHaveValueAsync("10");
        Assert.Equal(0, await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    }

    [Fact]
    public async Task After_a_change_of_the_metric_it_asks_for_another_test_and_a_viewer_only_reads()
    {
        await site.CreateUserAsync("vito@solarflare.example", "viewer");
        await site.CreateMetricAsync("changed", "Changed");
        await site.StartAaTestAsync("changed");
        await site.FinishMetricJobAsync(
            "changed",
            "succeeded",
            SampleAaTest.Json(SampleAaTest.Good with { Metric = SampleAaTest.Good.Metric with { Query = "select 1" } })
        );
        await using var visitor = await site.SignInAsync(email: "vito@solarflare.example");
        var section = Section(visitor.Page);
        await visitor.Page.GotoAsync("/projects/default/metrics/changed");

        await Expect(section.GetByText("Of this metric, query changed after the test below.")).ToBeVisibleAsync();
        await Expect(section.GetByText("5.2 % of 1,000 re-splits")).ToBeVisibleAsync();
        await Expect(section.GetByRole(AriaRole.Button, new() { Name = "Run the A/A test" })).ToHaveCountAsync(0);
    }

    private static ILocator Section(IPage page) => page.GetByRole(AriaRole.Region, new() { Name = "A/A test on past users" });
}
