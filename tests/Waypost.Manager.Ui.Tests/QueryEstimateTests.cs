using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Running;
using Waypost.Wire.Experiments;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

/// <summary>The preview of a metric shows the period it was run for, what PostgreSQL expects, and the index that would help.</summary>
public sealed class QueryEstimateTests(MetricPageTests.ConnectedSite site) : IClassFixture<MetricPageTests.ConnectedSite>
{
    private const string Ddl = "create index concurrently on public.quotes (created_at);";
    private static readonly DateTimeOffset until = new(2026, 11, 29, 3, 45, 0, TimeSpan.Zero);

    private static QueryEstimate Estimate(PlanCost? with) =>
        new()
        {
            AllTimes = new(1_204_311, 45_021.7),
            Window = new(98_412, 44_100.2),
            Index = new(Ddl, new(98_412, 44_100.2), with),
        };

    private async Task<IPage> PreviewAsync(Visitor visitor, MetricReport report)
    {
        var fine = site.Stats.Metric;
        site.Stats.Metric = report;
        await visitor.Page.GotoAsync("/projects/default/new-metric");
        await visitor.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Quotes");
        await visitor.Page.Locator("#query").FillAsync("select user_id, created_at as timestamp from quotes where created_at >= {{start}}");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Expect(visitor.Page.Locator("#report-title")).ToBeVisibleAsync();
        site.Stats.Metric = fine;
        return visitor.Page;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rows_and_cost_are_shown_before_and_after_with_the_index_that_would_help(bool script)
    {
        await using var visitor = await site.SignInAsync(script: script);
        var fine = site.Stats.Metric;

        var page = await PreviewAsync(
            visitor,
            fine with
            {
                Query = fine.Query with { Window = new(until.AddDays(-28), until), Estimate = Estimate(new(98_412, 1_250)) },
                Denominator = fine.Query with { Estimate = new() { AllTimes = new(7, 8) } },
            }
        );

        var tables = page.GetByRole(AriaRole.Table, new() { Name = "PostgreSQL's estimate" });
        await Expect(tables).ToHaveCountAsync(2);
        await Expect(tables.First.GetByRole(AriaRole.Row, new() { Name = "Last 28 days" })).ToContainTextAsync("98,41244,100");
        await Expect(tables.First.GetByRole(AriaRole.Row, new() { Name = "All times" })).ToContainTextAsync("1,204,31145,022");
        await Expect(tables.Last.GetByRole(AriaRole.Row)).ToHaveCountAsync(2);
        await Expect(page.GetByText("from 1 Nov 2026, 03:45 UTC to 29 Nov 2026, 03:45")).ToContainTextAsync("{{start}} and {{end}}");
        await page.Locator("#index-query-fold summary").ClickAsync();
        await Expect(page.Locator("#index-query")).ToHaveTextAsync(Ddl);
        await Expect(page.Locator("#index-query-fold")).ToContainTextAsync("cost 44,100. With this index, PostgreSQL expects 1,250.");
        foreach (var width in new[] { 360, 1280 })
        {
            await page.SetViewportSizeAsync(width, 900);
            Assert.Equal(width, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        }
        Assert.Empty(visitor.BrowserErrors);
    }

    [Fact]
    public async Task Without_the_extension_only_the_statement_is_shown()
    {
        await using var visitor = await site.SignInAsync();
        var fine = site.Stats.Metric;

        var page = await PreviewAsync(visitor, fine with { Query = fine.Query with { Estimate = Estimate(null) } });

        await page.Locator("#index-query-fold summary").ClickAsync();
        await Expect(page.Locator("#index-query-fold")).ToContainTextAsync("With the extension hypopg");
        await Expect(page.GetByText("Run from")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_placeholder_in_quotes_is_refused_beside_the_query()
    {
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync("/projects/default/new-metric");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Quoted");
        await page.Locator("#query").FillAsync("select user_id, timestamp from quotes where timestamp >= '{{start}}'");

        await page.GetByRole(AriaRole.Button, new() { Name = "Create metric" }).ClickAsync();

        await Expect(page.Locator("#query-error")).ToContainTextAsync("{{start}} inside a string");
        await Expect(page.Locator("#query-error")).ToContainTextAsync("\"timestamp\" >= {{start}}");
    }
}
