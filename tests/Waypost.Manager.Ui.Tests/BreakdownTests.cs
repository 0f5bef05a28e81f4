using System.Globalization;
using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Results;
using Waypost.Manager.Ui.Tests.Running;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

/// <summary>An experiment's metrics by the values of a further column.</summary>
public sealed class BreakdownTests(SiteWithMetric site) : IClassFixture<SiteWithMetric>
{
    [Fact]
    public async Task Without_script_a_column_is_chosen_computed_and_read()
    {
        await ConnectAsync("device", "country");
        var experiment = await RunningAsync("breakdown", "time-on-form");
        await using var visitor = await site.SignInAsync(script: false);
        var section = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Breakdown" });
        await visitor.Page.GotoAsync(PageUrl(experiment));

        await section.GetByRole(AriaRole.Link, new() { Name = "country" }).ClickAsync();
        await Expect(section.GetByText("by the value that country has at a user’s first exposure")).ToBeVisibleAsync();
        await section.GetByRole(AriaRole.Link, new() { Name = "device" }).ClickAsync();
        await section.GetByRole(AriaRole.Button, new() { Name = "Break down" }).ClickAsync();
        await Expect(visitor.Page.Locator("#breakdown-job")).ToContainTextAsync("Breaking down by device: waiting for the stats worker");
        await site.FinishJobAsync(experiment, JobKinds.Breakdown, "succeeded", SampleBreakdown.Json(SampleBreakdown.Result));
        await visitor.Page.GotoAsync(PageUrl(experiment));

        await Expect(section.GetByText("exploratory", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(section.GetByText("device has 23 values.")).ToBeVisibleAsync();
        await Expect(section.GetByText("The difference is not the same in all levels")).ToBeVisibleAsync();
        var rows = section.GetByRole(AriaRole.Row);
        await Expect(rows).ToHaveCountAsync(6);
        await Expect(rows.Nth(1)).ToContainTextAsync("mobile");
        await Expect(rows.Nth(1)).ToContainTextAsync("12,000 users, 60\u00a0%");
        await Expect(rows.Nth(1)).ToContainTextAsync("+5.80\u00a0pp");
        await Expect(rows.Nth(2)).ToContainTextAsync("<b>desktop</b>");
        await Expect(rows.Nth(2)).ToContainTextAsync("Sample ratio: do not trust");
        await Expect(rows.Nth(3)).ToContainTextAsync("Other values");
        await Expect(rows.Nth(4)).ToContainTextAsync("No value");
        await Expect(rows.Nth(4)).ToContainTextAsync("not computed");
        await Expect(rows.Nth(5)).ToContainTextAsync("All users");
        await Expect(section.Locator("svg.interval .interval-good, svg.interval .interval-bad")).ToHaveCountAsync(0);

        await section.GetByRole(AriaRole.Link, new() { Name = "Time on form" }).ClickAsync();
        await Expect(section.GetByText("Quantiles are not broken down.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Simpsons_paradox_is_said_and_the_csv_has_every_level()
    {
        await ConnectAsync("device");
        var experiment = await RunningAsync("paradox");
        await site.PostBreakdownAsync(experiment, SampleBreakdown.Paradox);
        await using var visitor = await site.SignInAsync();
        var section = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Breakdown" });
        await visitor.Page.GotoAsync(PageUrl(experiment));

        await Expect(section.GetByRole(AriaRole.Alert))
            .ToContainTextAsync(
                "Simpson’s paradox. Of all users, “on” is \u22124.57\u00a0pp against “off”, but within the levels "
                    + "it is +5.38\u00a0pp on average"
            );
        var csv = await visitor.Page.RunAndWaitForDownloadAsync(() =>
            section.GetByRole(AriaRole.Link, new() { Name = "Download all metrics as CSV" }).ClickAsync()
        );
        var lines = await File.ReadAllLinesAsync(await csv.PathAsync(), TestContext.Current.CancellationToken);
        Assert.Equal(6, lines.Length);
        Assert.StartsWith(
            "device,exploratory,fixed,quote-completed,Quote completed,primary,all,,20000,1,",
            lines[1],
            StringComparison.Ordinal
        );
        Assert.Equal(
            ["value", "mobile", "12000", "0.6", "0.4", "1", "", "on", "off", "6000", "6000", "0.258", "0.2"],
            lines[2].Split(',')[6..19]
        );
        Assert.All(lines[1..], line => Assert.Equal(lines[0].Count(c => c == ','), line.Count(c => c == ',')));
        Assert.Contains(",yes,", lines[5], StringComparison.Ordinal);
        Assert.Empty(visitor.BrowserErrors);
    }

    [Fact]
    public async Task A_failed_breakdown_says_why_and_a_column_can_be_typed()
    {
        await ConnectAsync();
        var experiment = await RunningAsync("typed");
        await using var visitor = await site.SignInAsync();
        var section = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Breakdown" });
        await visitor.Page.GotoAsync(PageUrl(experiment));

        await section.GetByLabel("Column", new() { Exact = true }).FillAsync("devise");
        await section.GetByRole(AriaRole.Button, new() { Name = "Break down" }).ClickAsync();
        await Expect(visitor.Page.Locator("#breakdown-job")).ToBeVisibleAsync();
        await site.FinishJobAsync(
            experiment,
            JobKinds.Breakdown,
            "failed",
            error: "The exposures query has no column devise. It has device."
        );
        await visitor.Page.GotoAsync(PageUrl(experiment));

        await Expect(section.GetByRole(AriaRole.Alert)).ToContainTextAsync("The exposures query has no column devise. It has device.");
    }

    [Fact]
    public async Task The_connection_test_lists_the_columns_and_says_why_others_are_refused()
    {
        site.Stats.Source = Source(
            Column("device", true, null),
            Column("tags", false, "Results cannot be broken down by tags, which is text[]: a user would be in several levels at once.")
        );
        await using var visitor = await site.SignInAsync();
        await visitor.Page.GotoAsync("/projects/default/events-database");

        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Test only" }).ClickAsync();

        var report = visitor.Page.Locator("#report");
        await Expect(report).ToContainTextAsync("For breakdowns of results: device (text). NULL is shown as “No value”.");
        await Expect(report).ToContainTextAsync("Results cannot be broken down by tags, which is text[]");
    }

    private static string PageUrl(long experiment) =>
        string.Create(CultureInfo.InvariantCulture, $"/projects/default/experiments/{experiment}?environment=production");

    private static SourceReport Source(params ColumnReport[] further) =>
        new()
        {
            Credentials = new() { Ok = true, Message = "Connected." },
            Exposures = FakeStatsWorker.Exposures(true, null) with
            {
                Columns = [.. FakeStatsWorker.Exposures(true, null).Columns, .. further],
            },
        };

    private static ColumnReport Column(string name, bool breakdown, string? message) =>
        new()
        {
            Name = name,
            Type = breakdown ? "text" : "text[]",
            Needed = false,
            Ok = true,
            Breakdown = breakdown,
            Message = message,
        };

    private async Task ConnectAsync(params string[] columns)
    {
        site.Stats.Source = Source([.. columns.Select(name => Column(name, true, null))]);
        await site.ConnectDatabaseAsync();
    }

    private async Task<long> RunningAsync(string flag, params string[] secondary)
    {
        foreach (var metric in secondary)
        {
            await site.CreateMetricAsync(metric, "Time on form", "count");
        }
        await site.CreateFlagAsync(flag, flag);
        var experiment = await site.CreateExperimentAsync($"Experiment on {flag}", flag, "quote-completed", secondary);
        await site.StartExperimentAsync(experiment, SampleAnalysis.Start);
        return experiment;
    }
}
