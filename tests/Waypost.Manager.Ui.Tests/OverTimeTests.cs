using System.Globalization;
using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Results;
using Waypost.Manager.Ui.Tests.Running;
using Waypost.Wire.Jobs;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

/// <summary>An experiment over time: the lift by day, and the metric by day of first exposure.</summary>
public sealed class OverTimeTests(SiteWithMetric site) : IClassFixture<SiteWithMetric>
{
    [Fact]
    public async Task Every_day_is_a_point_and_the_table_has_its_numbers()
    {
        var experiment = await RunningAsync("over-time");
        foreach (var days in new[] { 1, 2, 3 })
        {
            await site.AddAnalysisAsync(experiment, SampleHistory.Until(days));
        }

        // A second analysis of the same day replaces the first one in the chart.
        await site.AddAnalysisAsync(experiment, SampleHistory.Until(3));
        await using var visitor = await site.SignInAsync();
        var section = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Over time" });
        await visitor.Page.GotoAsync(PageUrl(experiment));

        await Expect(section.Locator("svg.plot"))
            .ToHaveAttributeAsync(
                "aria-label",
                "Line chart of the lift of Quote completed, on against off, by day from 2 Oct to 4 Oct. "
                    + "Last: +15\u00a0%, interval \u221237.0\u00a0% to +67.0\u00a0%."
            );
        await section.GetByText("Show as table").ClickAsync();
        var rows = section.GetByRole(AriaRole.Row);
        await Expect(rows).ToHaveCountAsync(4);
        await Expect(rows.Nth(1)).ToContainTextAsync("Sun 4 Oct 2026");
        await Expect(rows.Nth(1)).ToContainTextAsync("2,184");
        await Expect(rows.Nth(3)).ToContainTextAsync("Fri 2 Oct 2026");
        var csv = await visitor.Page.RunAndWaitForDownloadAsync(() =>
            section.GetByRole(AriaRole.Link, new() { Name = "Download every analysis as CSV" }).ClickAsync()
        );
        var lines = await File.ReadAllLinesAsync(await csv.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal(5, lines.Length);
        Assert.StartsWith("quote-completed,4,2026-10-04T00:00:00Z", lines[4], StringComparison.Ordinal);
        Assert.Empty(visitor.BrowserErrors);
    }

    [Fact]
    public async Task After_the_planned_end_the_fixed_result_is_marked_and_later_data_is_named()
    {
        var experiment = await RunningAsync("after-the-end");
        await site.AddAnalysisAsync(experiment, SampleHistory.Until(27));
        await site.AddAnalysisAsync(experiment, SampleHistory.AfterThePlannedEnd);
        await using var visitor = await site.SignInAsync();
        var section = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Over time" });
        await visitor.Page.GotoAsync(PageUrl(experiment));

        await Expect(section.GetByText("The diamond is the result of the planned period by the fixed test")).ToBeVisibleAsync();
        await Expect(section.Locator("svg.plot-final")).ToHaveCountAsync(1);
        await section.GetByText("Show as table").ClickAsync();
        await Expect(section.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("Sat 31 Oct 2026, later data");
        await Expect(section.GetByText("Planned period, until Thu 29 Oct 2026, by the fixed test: +11\u00a0%")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_script_links_choose_the_metric_and_a_button_computes_the_days()
    {
        await site.CreateOnceAsync(
            "metrics",
            new
            {
                key = "time-on-form",
                name = "Time on form",
                type = "duration",
                query = "select user_id, timestamp, value from events",
            }
        );
        await site.CreateFlagAsync("without-script", "Without script");
        var experiment = await site.CreateExperimentAsync("Two metrics", "without-script", "quote-completed", "time-on-form");
        await site.StartExperimentAsync(experiment, SampleAnalysis.Start);
        await site.AddAnalysisAsync(experiment, SampleHistory.Until(2));
        await using var visitor = await site.SignInAsync(script: false);
        var section = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Over time" });
        await visitor.Page.GotoAsync(PageUrl(experiment));

        await section.GetByRole(AriaRole.Button, new() { Name = "Compute now" }).ClickAsync();
        await Expect(visitor.Page.Locator("#novelty-job")).ToContainTextAsync("waiting for the stats worker");
        await site.FinishJobAsync(experiment, JobKinds.Novelty, "succeeded", SampleHistory.Json(SampleHistory.Novelty));
        await visitor.Page.GotoAsync(PageUrl(experiment));
        await Expect(section.Locator("svg.plot")).ToHaveCountAsync(2);
        await Expect(section.GetByText("exploratory", new() { Exact = true })).ToBeVisibleAsync();
        await section.GetByText("Show as table").Nth(1).ClickAsync();
        await Expect(section.GetByRole(AriaRole.Row).Last).ToContainTextAsync("Thu 1 Oct 2026");

        await section.GetByRole(AriaRole.Link, new() { Name = "Time on form" }).ClickAsync();
        await Expect(section.GetByText("No analysis of this metric yet.")).ToBeVisibleAsync();
        await Expect(section.GetByText("The query failed: too slow.")).ToBeVisibleAsync();
        await Expect(section.GetByRole(AriaRole.Link, new() { Name = "Time on form" })).ToHaveAttributeAsync("aria-current", "true");

        await section.GetByRole(AriaRole.Button, new() { Name = "Compute now" }).ClickAsync();
        await Expect(visitor.Page.Locator("#novelty-job")).ToBeVisibleAsync();
        await Expect(section.GetByRole(AriaRole.Link, new() { Name = "Time on form" })).ToHaveAttributeAsync("aria-current", "true");
    }

    private static string PageUrl(long experiment) =>
        string.Create(CultureInfo.InvariantCulture, $"/projects/default/experiments/{experiment}?environment=production");

    private async Task<long> RunningAsync(string flag)
    {
        await site.CreateFlagAsync(flag, flag);
        var experiment = await site.CreateExperimentAsync($"Experiment on {flag}", flag);
        await site.StartExperimentAsync(experiment, SampleAnalysis.Start);
        return experiment;
    }
}
