using System.Globalization;
using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Results;
using Waypost.Manager.Ui.Tests.Running;
using Waypost.Wire.Experiments;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

public sealed class ExperimentPageTests(ExperimentPageTests.MeasuringLab site) : IClassFixture<ExperimentPageTests.MeasuringLab>
{
    [Fact]
    public async Task An_experiment_is_planned_started_and_stopped_with_a_winner()
    {
        await site.MakeFlagAsync("whole-life", "Whole life", new { enabled = true });
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync("/projects/default/new-experiment?environment=production&flag=whole-life");
        await page.GetByLabel("Name").FillAsync("Does it help?");
        await page.GetByRole(AriaRole.Button, new() { Name = "Plan it" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Does it help?" })).ToBeVisibleAsync();

        await page.GetByLabel("Quote completed").SelectOptionAsync("primary");
        await page.GetByLabel("Share of users who get “on”").FillAsync("40");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the plan" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("is saved");

        await page.GetByRole(AriaRole.Button, new() { Name = "How many users does it need?" }).ClickAsync();
        await Expect(page.GetByText("it takes 13,000 users, who come in about 33 days")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Plan 35 days and 13,000 users" }).ClickAsync();
        await Expect(page.GetByLabel("Planned days")).ToHaveValueAsync("35");

        await page.GetByRole(AriaRole.Button, new() { Name = "Start the experiment" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("has started");
        Assert.Equal(40, (await site.SettingsAsync("whole-life")).GetProperty("rolloutPercentage").GetDouble());

        await page.GotoAsync("/projects/default/flags?environment=production");
        await page.GetByRole(AriaRole.Row, new() { Name = "Whole life" })
            .GetByRole(AriaRole.Link, new() { Name = "experiment" })
            .ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop…" }).ClickAsync();
        await page.GetByText("“on” wins").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop the experiment" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("Everybody gets “on” now");
        Assert.Equal("on", (await site.SettingsAsync("whole-life")).GetProperty("fallthrough").GetProperty("variant").GetString());
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task The_page_shows_the_results_by_itself_once_they_are_there()
    {
        var experiment = await RunningAsync("by-itself");
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address(experiment));

        await page.GetByRole(AriaRole.Button, new() { Name = "Refresh results" }).ClickAsync();
        await Expect(page.Locator("#analysis-job")).ToContainTextAsync("waiting for the stats worker");
        await site.EndAsync(experiment, JobKinds.Analysis, "succeeded", Json(Given.Everything with { ExperimentId = experiment }));

        await Expect(page.GetByText("“on” does better on Quote completed")).ToBeVisibleAsync();
        await Expect(page.Locator("#analysis-job")).ToHaveCountAsync(0);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task Results_that_come_while_somebody_types_wait_for_them()
    {
        var experiment = await RunningAsync("typing");
        await site.AskAsync(experiment, "analyses");
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address(experiment));
        await page.GetByText("Change the plan").ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("A better name");

        await site.EndAsync(experiment, JobKinds.Analysis, "succeeded", Json(Given.Everything with { ExperimentId = experiment }));
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "It is done: show it" })).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("A better name");

        await page.GetByRole(AriaRole.Link, new() { Name = "It is done: show it" }).ClickAsync();
        await Expect(page.GetByText("“on” does better on Quote completed")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_script_a_link_shows_how_far_it_is()
    {
        var experiment = await RunningAsync("no-script");
        await using var visitor = await site.SignInAsync(script: false);
        var page = visitor.Page;
        await page.GotoAsync(Address(experiment));
        await page.GetByRole(AriaRole.Button, new() { Name = "Refresh results" }).ClickAsync();
        await Expect(page.Locator("#analysis-job")).ToBeVisibleAsync();
        Assert.Contains("http-equiv=\"refresh\"", await page.ContentAsync(), StringComparison.Ordinal);

        await site.EndAsync(experiment, JobKinds.Analysis, "succeeded", Json(Given.Everything with { ExperimentId = experiment }));
        await page.GotoAsync(Address(experiment));

        await Expect(page.GetByText("“on” does better on Quote completed")).ToBeVisibleAsync();
        Assert.DoesNotContain("http-equiv=\"refresh\"", await page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_analysis_is_cancelled_and_a_failed_one_says_why()
    {
        var experiment = await RunningAsync("failing");
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address(experiment));

        await page.GetByRole(AriaRole.Button, new() { Name = "Refresh results" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel", Exact = true }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("cancelled");

        await page.GetByRole(AriaRole.Button, new() { Name = "Refresh results" }).ClickAsync();
        await Expect(page.Locator("#analysis-job")).ToBeVisibleAsync();
        await site.EndAsync(experiment, JobKinds.Analysis, "failed", error: "The events database did not answer.");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The events database did not answer.");
    }

    [Fact]
    public async Task Results_that_come_while_a_form_is_being_answered_do_not_take_its_message()
    {
        var experiment = await RunningAsync("at-once");
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address(experiment));
        await page.GetByRole(AriaRole.Button, new() { Name = "Refresh results" }).ClickAsync();
        await page.HoldNextAnswerAsync("post");

        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel", Exact = true }).ClickAsync();
        await page.AnswerIsHeldAsync();
        await page.EvaluateAsync("document.dispatchEvent(new CustomEvent('waypost:refresh'))");
        await page.ReleaseAnswerAsync();

        await Expect(visitor.Toast).ToContainTextAsync("cancelled");
        await Expect(page.Locator("#analysis-job")).ToHaveCountAsync(0);
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task What_would_spoil_a_running_experiment_is_refused_with_the_reason()
    {
        var experiment = await RunningAsync("spoilt");
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address(experiment));
        await page.GetByText("Change the plan").ClickAsync();

        await page.GetByLabel("Share of users who get “on”").FillAsync("10");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the plan" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert))
            .ToContainTextAsync(
                "would invalidate the results: users counted so far were exposed to another plan. Stop it, or begin a new phase, ticked "
                    + "in the plan below"
            );
        await Expect(page.GetByLabel("Share of users who get “on”")).ToHaveValueAsync("10");
        await page.GetByText("Begin a new phase", new() { Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the plan" }).ClickAsync();

        await Expect(page.GetByText("phase 2 since")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Two_who_plan_the_same_experiment_see_each_others_change()
    {
        await site.MakeFlagAsync("contested", "Contested");
        var experiment = await site.PlanAsync("Contested", "contested");
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address(experiment));
        using var theirs = await site.Api.PatchAsync(
            $"projects/default/experiments/{experiment}",
            new StringContent("""{"plannedDays":21}""", null, "application/merge-patch+json"),
            TestContext.Current.CancellationToken
        );
        Assert.True(theirs.IsSuccessStatusCode);

        await page.GetByLabel("Planned days").FillAsync("42");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the plan" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("21 days");
        await Expect(page.GetByLabel("Planned days")).ToHaveValueAsync("42");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save mine over it" }).ClickAsync();

        await Expect(visitor.Toast).ToContainTextAsync("is saved");
        await Expect(page.GetByLabel("Planned days")).ToHaveValueAsync("42");
    }

    [Fact]
    public async Task Shares_that_do_not_come_to_a_hundred_are_refused_beside_them()
    {
        await site.MakeFlagAsync(
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
        var experiment = await site.PlanAsync("Which of three?", "three");
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync(Address(experiment));

        await Expect(page.Locator("label[for=share-b]")).ToHaveTextAsync("b 2");
        await page.GetByLabel("a 1", new() { Exact = true }).FillAsync("90");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save the plan" }).ClickAsync();

        await Expect(page.Locator("#rollout-error")).ToContainTextAsync("Make the shares come to 100");
    }

    [Fact]
    public async Task A_sample_nobody_can_tell_leaves_the_page_whole()
    {
        await site.MakeFlagAsync("away", "Away");
        var experiment = await site.PlanAsync("While it is away", "away");
        await using var visitor = await site.SignInAsync();
        await visitor.Page.GotoAsync(Address(experiment));

        site.Stats.IsAway = true;
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "How many users does it need?" }).ClickAsync();
        await Expect(visitor.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The stats worker does not respond");
        site.Stats.IsAway = false;

        await Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Start the experiment" })).ToBeEnabledAsync();
    }

    [Fact]
    public async Task When_the_manager_fails_the_page_stays_and_says_so()
    {
        await site.MakeFlagAsync("broken", "Broken");
        var experiment = await site.PlanAsync("While something is broken", "broken");
        await using var visitor = await site.SignInAsync();
        await visitor.Page.GotoAsync(Address(experiment));
        await visitor.Page.GetByLabel("Planned days").FillAsync("21");

        site.Stats.IsBroken = true;
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "How many users does it need?" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("Something went wrong. It is our fault");
        site.Stats.IsBroken = false;

        await Expect(visitor.Page.GetByLabel("Planned days")).ToHaveValueAsync("21");
    }

    [Fact]
    public async Task Results_are_downloaded_as_CSV_and_JSON()
    {
        var experiment = await RunningAsync("download");
        await site.AnalysedAsync(experiment, Given.Everything);
        await using var visitor = await site.SignInAsync();
        await visitor.Page.GotoAsync(Address(experiment));

        var csv = await visitor.Page.RunAndWaitForDownloadAsync(() =>
            visitor.Page.GetByRole(AriaRole.Link, new() { Name = "CSV" }).ClickAsync()
        );
        var json = await visitor.Page.RunAndWaitForDownloadAsync(() =>
            visitor.Page.GetByRole(AriaRole.Link, new() { Name = "JSON" }).ClickAsync()
        );

        Assert.Equal($"experiment-{experiment}.csv", csv.SuggestedFilename);
        Assert.Equal($"experiment-{experiment}.json", json.SuggestedFilename);
    }

    private static string Address(long experiment) =>
        string.Create(CultureInfo.InvariantCulture, $"/projects/default/experiments/{experiment}?environment=production");

    private static string Json(AnalysisResult result) =>
        System.Text.Json.JsonSerializer.Serialize(result, ExperimentsJson.Default.AnalysisResult);

    private async Task<long> RunningAsync(string flag)
    {
        await site.MakeFlagAsync(flag, flag);
        var experiment = await site.PlanAsync($"Experiment on {flag}", flag);
        await site.StartAsync(experiment);
        return experiment;
    }

    public sealed class MeasuringLab(Chromium chromium) : Lab(chromium), IAsyncLifetime
    {
        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            await ConnectAsync();
            await MakeMetricAsync("quote-completed", "Quote completed");
        }
    }
}
