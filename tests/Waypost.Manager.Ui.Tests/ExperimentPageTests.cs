using System.Globalization;
using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Results;
using Waypost.Manager.Ui.Tests.Running;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

public sealed class ExperimentPageTests(SiteWithMetric site) : IClassFixture<SiteWithMetric>
{
    [Fact]
    public async Task An_experiment_is_planned_started_and_stopped_with_a_winner()
    {
        await site.CreateFlagAsync("whole-life", "Whole life", new { enabled = true });
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync("/projects/default/new-experiment?environment=production&flag=whole-life");
        await page.GetByLabel("Name").FillAsync("Does it help?");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create experiment" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Does it help?" })).ToBeVisibleAsync();

        await page.GetByLabel("Quote completed", new() { Exact = true }).SelectOptionAsync("primary");
        await page.GetByLabel("Rollout: % of users getting “on”").FillAsync("40");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save plan" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("Plan saved");

        await page.GetByRole(AriaRole.Button, new() { Name = "Calculate sample size" }).ClickAsync();
        await Expect(page.GetByText("you need 13,000 users. That takes about 33 days")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Plan 35 days and 13,000 users" }).ClickAsync();
        await Expect(page.GetByLabel("Planned days")).ToHaveValueAsync("35");

        await page.GetByRole(AriaRole.Button, new() { Name = "Start experiment" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("started in Production");
        Assert.Equal(40, (await site.SettingsAsync("whole-life")).GetProperty("rolloutPercentage").GetDouble());

        await page.GotoAsync("/projects/default/flags?environment=production");
        await page.GetByRole(AriaRole.Row, new() { Name = "Whole life" })
            .GetByRole(AriaRole.Link, new() { Name = "experiment" })
            .ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop…" }).ClickAsync();
        await page.GetByText("Ship “on”").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop experiment" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("Everyone now gets “on”");
        Assert.Equal("on", (await site.SettingsAsync("whole-life")).GetProperty("fallthrough").GetProperty("variant").GetString());
        Assert.Empty(visitor.BrowserErrors);
    }

    [Fact]
    public async Task The_page_shows_new_results_without_a_reload()
    {
        var experiment = await RunningAsync("by-itself");
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(PageUrl(experiment));

        await page.GetByRole(AriaRole.Button, new() { Name = "Refresh results" }).ClickAsync();
        await Expect(page.Locator("#analysis-job")).ToContainTextAsync("waiting for the stats worker");
        await site.FinishJobAsync(
            experiment,
            JobKinds.Analysis,
            "succeeded",
            Json(SampleAnalysis.AllRoles with { ExperimentId = experiment })
        );

        await Expect(page.GetByText("“on” does better on Quote completed")).ToBeVisibleAsync();
        await Expect(page.Locator("#analysis-job")).ToHaveCountAsync(0);
        Assert.Empty(visitor.BrowserErrors);
    }

    [Fact]
    public async Task New_results_do_not_interrupt_somebody_who_is_typing()
    {
        var experiment = await RunningAsync("typing");
        await site.RequestAsync(experiment, "analyses");
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(PageUrl(experiment));
        await page.GetByText("Edit plan").ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("A better name");

        await site.FinishJobAsync(
            experiment,
            JobKinds.Analysis,
            "succeeded",
            Json(SampleAnalysis.AllRoles with { ExperimentId = experiment })
        );
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Finished: show the result" })).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("A better name");

        await page.GetByRole(AriaRole.Link, new() { Name = "Finished: show the result" }).ClickAsync();
        await Expect(page.GetByText("“on” does better on Quote completed")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_script_the_page_reloads_itself_until_the_results_are_there()
    {
        var experiment = await RunningAsync("no-script");
        await using var visitor = await site.SignInAsync(script: false);
        var page = visitor.Page;
        await page.GotoAsync(PageUrl(experiment));
        await page.GetByRole(AriaRole.Button, new() { Name = "Refresh results" }).ClickAsync();
        await Expect(page.Locator("#analysis-job")).ToBeVisibleAsync();
        Assert.Contains("http-equiv=\"refresh\"", await page.ContentAsync(), StringComparison.Ordinal);

        await site.FinishJobAsync(
            experiment,
            JobKinds.Analysis,
            "succeeded",
            Json(SampleAnalysis.AllRoles with { ExperimentId = experiment })
        );
        await page.GotoAsync(PageUrl(experiment));

        await Expect(page.GetByText("“on” does better on Quote completed")).ToBeVisibleAsync();
        Assert.DoesNotContain("http-equiv=\"refresh\"", await page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_analysis_can_be_cancelled_and_a_failed_one_shows_the_error()
    {
        var experiment = await RunningAsync("failing");
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(PageUrl(experiment));

        await page.GetByRole(AriaRole.Button, new() { Name = "Refresh results" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel", Exact = true }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("cancelled");

        await page.GetByRole(AriaRole.Button, new() { Name = "Refresh results" }).ClickAsync();
        await Expect(page.Locator("#analysis-job")).ToBeVisibleAsync();
        await site.FinishJobAsync(experiment, JobKinds.Analysis, "failed", error: "The analytics database did not respond.");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The analytics database did not respond.");
    }

    [Fact]
    public async Task New_results_during_a_post_do_not_remove_its_message()
    {
        var experiment = await RunningAsync("at-once");
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(PageUrl(experiment));
        await page.GetByRole(AriaRole.Button, new() { Name = "Refresh results" }).ClickAsync();
        await page.DelayNextResponseAsync("post");

        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel", Exact = true }).ClickAsync();
        await page.WaitForDelayedResponseAsync();
        await page.EvaluateAsync("document.dispatchEvent(new CustomEvent('waypost:refresh'))");
        await page.ReleaseResponseAsync();

        await Expect(visitor.Toast).ToContainTextAsync("cancelled");
        await Expect(page.Locator("#analysis-job")).ToHaveCountAsync(0);
        Assert.Empty(visitor.BrowserErrors);
    }

    [Fact]
    public async Task Results_are_downloaded_as_CSV_and_JSON()
    {
        var experiment = await RunningAsync("download");
        await site.AddAnalysisAsync(experiment, SampleAnalysis.AllRoles);
        await using var visitor = await site.SignInAsync();
        await visitor.Page.GotoAsync(PageUrl(experiment));

        var csv = await visitor.Page.RunAndWaitForDownloadAsync(() =>
            visitor.Page.GetByRole(AriaRole.Link, new() { Name = "CSV" }).ClickAsync()
        );
        var json = await visitor.Page.RunAndWaitForDownloadAsync(() =>
            visitor.Page.GetByRole(AriaRole.Link, new() { Name = "JSON" }).ClickAsync()
        );

        Assert.Equal($"experiment-{experiment}.csv", csv.SuggestedFilename);
        Assert.Equal($"experiment-{experiment}.json", json.SuggestedFilename);
    }

    private static string PageUrl(long experiment) =>
        string.Create(CultureInfo.InvariantCulture, $"/projects/default/experiments/{experiment}?environment=production");

    private static string Json(AnalysisResult result) =>
        System.Text.Json.JsonSerializer.Serialize(result, ExperimentsJson.Default.AnalysisResult);

    private async Task<long> RunningAsync(string flag)
    {
        await site.CreateFlagAsync(flag, flag);
        var experiment = await site.CreateExperimentAsync($"Experiment on {flag}", flag);
        await site.StartExperimentAsync(experiment);
        return experiment;
    }
}
