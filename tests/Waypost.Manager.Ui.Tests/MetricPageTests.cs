using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Running;
using Waypost.Wire.Experiments;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

public sealed class MetricPageTests(MetricPageTests.ConnectedSite site) : IClassFixture<MetricPageTests.ConnectedSite>
{
    [Fact]
    public async Task A_metric_is_previewed_created_and_listed()
    {
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync("/projects/default/new-metric");
        await Expect(page.GetByText("user_id, timestamp", new() { Exact = true })).ToBeVisibleAsync();
        await page.GetByText("Revenue: how much?").ClickAsync();
        await Expect(page.GetByText("user_id, timestamp, value", new() { Exact = true })).ToBeVisibleAsync();

        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Quote value");
        await Expect(page.Locator("#key")).ToHaveValueAsync("quote-value");
        await page.Locator("#query").FillAsync("select user_id, timestamp, value from quotes");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "julia m" })).ToBeVisibleAsync();
        await Expect(page.Locator("#key")).ToHaveValueAsync("quote-value");

        await page.GetByText("Ratio, cap, quantile").ClickAsync();
        await page.GetByLabel("Cap per user").FillAsync("lots");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create metric" }).ClickAsync();
        await Expect(page.Locator("#cap-error")).ToContainTextAsync("such as 99\u00a0%");
        await page.GetByLabel("Cap per user").FillAsync("100 %");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create metric" }).ClickAsync();
        await Expect(page.GetByLabel("Cap per user")).ToHaveAttributeAsync("value", "100 %");
        await Expect(page.Locator("#cap-error")).ToContainTextAsync("above 0\u00a0% and below 100\u00a0%");
        await page.GetByLabel("Cap per user").FillAsync("99 %");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create metric" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("Quote value created");

        await page.GotoAsync("/projects/default/metrics");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Quote value" })).ToContainTextAsync("top 1\u00a0% capped");
        Assert.Empty(visitor.BrowserErrors);
    }

    [Fact]
    public async Task The_preview_shows_what_is_wrong_with_a_query()
    {
        var fine = site.Stats.Metric;
        site.Stats.Metric = fine with
        {
            Ok = false,
            Query = new()
            {
                Ok = false,
                Ran = true,
                Code = CheckCodes.QueryFails,
                Message = "PostgreSQL says: relation \"nowhere\" does not exist",
            },
        };
        await using var visitor = await site.SignInAsync(script: false);
        var page = visitor.Page;
        await page.GotoAsync("/projects/default/new-metric");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Broken");
        await page.Locator("#query").FillAsync("select * from nowhere");

        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();

        await Expect(page.Locator(".check-bad")).ToContainTextAsync("relation \"nowhere\" does not exist");
        site.Stats.Metric = fine;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_metric_whose_query_fails_is_saved_only_on_request_and_is_marked(bool script)
    {
        var fine = site.Stats.Metric;
        await using var visitor = await site.SignInAsync(script: script);
        var page = visitor.Page;
        await page.GotoAsync("/projects/default/new-metric");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Save although it fails" })).ToHaveCountAsync(0);
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync($"Doubtful {script}");
        await page.Locator("#query").FillAsync("select user_id, timestamp from nowhere");
        site.Stats.Metric = fine with
        {
            Ok = false,
            Query = new()
            {
                Ok = false,
                Ran = true,
                Code = CheckCodes.QueryFails,
                Message = "PostgreSQL says: relation \"nowhere\" does not exist",
            },
        };

        await page.GetByRole(AriaRole.Button, new() { Name = "Create metric" }).ClickAsync();
        await Expect(page.Locator("#query-error")).ToContainTextAsync("relation \"nowhere\" does not exist");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save although it fails" }).ClickAsync();

        await Expect(visitor.Toast).ToContainTextAsync("although its query fails");
        await Expect(page.Locator(".page-head")).ToContainTextAsync("Query fails");
        await Expect(page.Locator(".note-bad")).ToContainTextAsync("relation \"nowhere\" does not exist");
        await page.GotoAsync("/projects/default/metrics");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = $"Doubtful {script}" })).ToContainTextAsync("Query fails");
        site.Stats.Metric = fine;
        Assert.Empty(visitor.BrowserErrors);
    }

    [Fact]
    public async Task A_metric_whose_query_fails_cannot_be_chosen_as_primary()
    {
        var fine = site.Stats.Metric;
        site.Stats.Metric = fine with
        {
            Ok = false,
            Query = new()
            {
                Ok = false,
                Ran = true,
                Code = CheckCodes.QueryFails,
                Message = "PostgreSQL says no.",
            },
        };
        using var made = await site.Api.PostAsync(
            "projects/default/metrics?saveFailing=true",
            new StringContent("""{"key":"lame","name":"Lame","type":"binomial","query":"select 1"}""", null, "application/json"),
            TestContext.Current.CancellationToken
        );
        site.Stats.Metric = fine;
        Assert.True(made.IsSuccessStatusCode);
        await site.CreateMetricAsync("quote-completed", "Quote completed");
        await site.CreateFlagAsync("lame-flag", "Lame flag");
        var experiment = await site.CreateExperimentAsync("Lame", "lame-flag");
        await using var visitor = await site.SignInAsync();

        await visitor.Page.GotoAsync($"/projects/default/experiments/{experiment}?environment=production");

        await Expect(visitor.Page.Locator("#role-lame option[value=primary]")).ToBeDisabledAsync();
        await Expect(visitor.Page.Locator("#role-quote-completed option[value=primary]")).ToBeEnabledAsync();
    }

    [Fact]
    public async Task A_metric_that_cannot_be_checked_is_saved_only_on_request()
    {
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync("/projects/default/new-metric");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Unseen");
        await page.Locator("#query").FillAsync("select user_id, timestamp from events");
        site.Stats.IsUnavailable = true;

        await page.GetByRole(AriaRole.Button, new() { Name = "Create metric" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("could not be checked, so the metric is not saved");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save without the check" }).ClickAsync();

        await Expect(visitor.Toast).ToContainTextAsync("Its query was not checked");
        site.Stats.IsUnavailable = false;
    }

    [Fact]
    public async Task A_concurrent_edit_of_a_metric_shows_both_versions()
    {
        await site.CreateMetricAsync("contested", "Contested");
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync("/projects/default/metrics/contested");
        using var theirs = await site.Api.PutAsync(
            "projects/default/metrics/contested",
            new StringContent("""{"name":"Theirs","type":"binomial","query":"select 2"}""", null, "application/json"),
            TestContext.Current.CancellationToken
        );
        Assert.True(theirs.IsSuccessStatusCode);

        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Mine");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Theirs");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save my changes" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Mine");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_metric_of_a_running_experiment_can_be_renamed_but_not_changed(bool script)
    {
        var (key, flag) = script ? ("guarded", "guarded-flag") : ("guarded-2", "guarded-flag-2");
        using var made = await site.Api.PostAsync(
            "projects/default/metrics",
            new StringContent(
                $$$"""
                {"key":"{{{key}}}","name":"Guarded","type":"revenue","query":"select user_id, timestamp, value\nfrom events",
                 "cap":{"percentile":0.9999999}}
                """,
                null,
                "application/json"
            ),
            TestContext.Current.CancellationToken
        );
        Assert.True(made.IsSuccessStatusCode);
        await site.CreateFlagAsync(flag, "Guarded flag");
        var experiment = await site.CreateExperimentAsync($"Guarded {script}", flag, key);
        await site.StartExperimentAsync(experiment);
        await using var visitor = await site.SignInAsync(script: script);
        var page = visitor.Page;
        await page.GotoAsync($"/projects/default/metrics/{key}");
        await Expect(page.GetByText("only its name and description can be changed")).ToBeVisibleAsync();

        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Other");
        await page.Locator("#query").FillAsync("select user_id, timestamp, 2 * value as value from events");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();

        var alert = page.GetByRole(AriaRole.Alert);
        await Expect(alert).ToContainTextAsync($"Experiment {experiment} (\"Guarded {script}\") is running and uses metric '{key}'");
        await Expect(alert).ToContainTextAsync("Changing its query now would invalidate the results");
        await Expect(page.Locator("#query")).ToHaveValueAsync("select user_id, timestamp, 2 * value as value from events");
        await Expect(page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("Other");

        await page.GotoAsync($"/projects/default/metrics/{key}");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Renamed");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("Renamed saved");
    }

    [Fact]
    public async Task A_metric_is_deleted_only_after_its_key_was_typed()
    {
        await site.CreateMetricAsync("unloved", "Unloved");
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync("/projects/default/metrics/unloved");

        await page.GetByLabel("Type unloved to confirm").FillAsync("unlove");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete unloved" }).ClickAsync();
        await Expect(page.Locator("#confirm-error")).ToContainTextAsync("Type unloved exactly");
        await page.GetByLabel("Type unloved to confirm").FillAsync("unloved");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete unloved" }).ClickAsync();

        await Expect(visitor.Toast).ToContainTextAsync("Unloved deleted");
    }

    public sealed class ConnectedSite(Chromium chromium) : ExperimentSite(chromium), IAsyncLifetime
    {
        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            await ConnectDatabaseAsync();
        }
    }
}
