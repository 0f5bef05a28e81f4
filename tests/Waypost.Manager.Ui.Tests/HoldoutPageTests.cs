using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Results;
using Waypost.Manager.Ui.Tests.Running;
using Waypost.Wire.Experiments;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

/// <summary>The report of a holdout on its page, without JavaScript.</summary>
public sealed class HoldoutPageTests(SiteWithMetric site) : IClassFixture<SiteWithMetric>
{
    private const string LayersUrl = "/projects/default/layers?environment=production";

    [Fact]
    public async Task A_report_is_requested_cancelled_computed_and_read_in_words()
    {
        await site.StartHoldoutAsync();
        await using var visitor = await site.SignInAsync(script: false);
        var page = visitor.Page;
        await page.GotoAsync(LayersUrl);
        await page.GetByRole(AriaRole.Link, new() { Name = "Report: what everything shipped changed" }).ClickAsync();
        await Expect(page.Locator("#report")).ToContainTextAsync("Not computed yet");

        await page.Locator("#usersQuery").FillAsync("select user_id, timestamp from visits");
        await page.GetByRole(AriaRole.Button, new() { Name = "Compute report" }).ClickAsync();
        await Expect(page.Locator("#metrics-error")).ToContainTextAsync("Choose 1 to 20 metrics");
        await Expect(page.Locator("#usersQuery")).ToHaveValueAsync("select user_id, timestamp from visits");

        await page.GetByLabel("Quote completed").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Compute report" }).ClickAsync();
        await Expect(page.Locator("#report-job")).ToContainTextAsync("waiting for the stats worker");
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(page.Locator("#report-job")).ToHaveCountAsync(0);
        await Expect(page.GetByLabel("Quote completed")).ToBeCheckedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Compute report" }).ClickAsync();
        await site.FinishHoldoutReportAsync(SampleHoldout.Of(AnalysisBasis.Fixed));
        await page.ReloadAsync();

        var report = page.Locator("#report");
        await Expect(report)
            .ToContainTextAsync("Everything shipped since 1 October 2026 changed Quote completed by +20.9\u00a0% (95\u00a0% interval");
        await Expect(report).ToContainTextAsync("this is the fixed test at 5 %");
        await Expect(report.Locator(".decision")).ToContainTextAsync("Better");
        await Expect(report).ToContainTextAsync("20,391 users were active: 1,020 held out, 19,371 others.");
        var csv = await page.RunAndWaitForDownloadAsync(() =>
            report.GetByRole(AriaRole.Link, new() { Name = "Download as CSV" }).ClickAsync()
        );
        var lines = await File.ReadAllTextAsync(await csv.PathAsync(), TestContext.Current.CancellationToken);
        await page.SetViewportSizeAsync(360, 800);
        Assert.Equal(360, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Contains("quote-completed,Quote completed,binomial", lines, StringComparison.Ordinal);
        Assert.Contains(HoldoutResult.Others, lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_users_query_is_checked_before_it_is_saved()
    {
        await site.StartHoldoutAsync();
        await using var visitor = await site.SignInAsync(script: false);
        var page = visitor.Page;
        await page.GotoAsync("/projects/default/holdouts");

        await page.Locator("#usersQuery").FillAsync("select user_id, timestamp from logins");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check query" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Query check" })).ToContainTextAsync("Nothing is saved yet");
        await Expect(page.Locator("#usersQuery")).ToHaveValueAsync("select user_id, timestamp from logins");
    }

    [Fact]
    public async Task An_unknown_holdout_is_not_found()
    {
        await using var visitor = await site.SignInAsync(script: false);

        var response = await visitor.Page.GotoAsync("/projects/default/holdouts/999999");

        Assert.Equal(404, response!.Status);
        await Expect(visitor.Page.GetByRole(AriaRole.Heading, new() { Name = "Holdout not found" })).ToBeVisibleAsync();
    }
}
