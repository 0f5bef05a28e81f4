using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Running;
using Waypost.Wire.Experiments;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

public sealed class MetricPageTests(MetricPageTests.ConnectedLab site) : IClassFixture<MetricPageTests.ConnectedLab>
{
    [Fact]
    public async Task A_metric_is_previewed_made_and_edited()
    {
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync("/projects/default/new-metric");
        await Expect(page.GetByText("user_id, timestamp", new() { Exact = true })).ToBeVisibleAsync();
        await page.GetByText("How much?").ClickAsync();
        await Expect(page.GetByText("user_id, timestamp, value", new() { Exact = true })).ToBeVisibleAsync();

        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Quote value");
        await Expect(page.Locator("#key")).ToHaveValueAsync("quote-value");
        await page.Locator("#query").FillAsync("select user_id, timestamp, value from quotes");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Cell, new() { Name = "julia m" })).ToBeVisibleAsync();
        await Expect(page.Locator("#key")).ToHaveValueAsync("quote-value");

        await page.GetByText("Ratio, cap, quantile").ClickAsync();
        await page.GetByLabel("Cap per user").FillAsync("lots");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the metric" }).ClickAsync();
        await Expect(page.Locator("#cap-error")).ToContainTextAsync("Type a number");
        await page.GetByLabel("Cap per user").FillAsync("99 %");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the metric" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("Quote value is saved");

        await page.GotoAsync("/projects/default/metrics");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "Quote value" })).ToContainTextAsync("capped at the top 1\u00a0%");
        Assert.Empty(visitor.Complaints);
    }

    [Fact]
    public async Task What_is_wrong_with_a_query_is_shown_before_anything_is_saved()
    {
        var fine = site.Stats.Metric;
        site.Stats.Metric = fine with
        {
            Ok = false,
            Query = new() { Ok = false, Ran = true, Code = CheckCodes.QueryFails, Message = "PostgreSQL says: relation \"nowhere\" does not exist" },
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

    [Fact]
    public async Task Two_who_edit_the_same_metric_see_each_others_change()
    {
        await site.MakeMetricAsync("contested", "Contested");
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync("/projects/default/metrics/contested");
        using var theirs = await site.Api.PutAsync(
            "projects/default/metrics/contested", new StringContent("""{"name":"Theirs","type":"binomial","query":"select 2"}""", null, "application/json"), TestContext.Current.CancellationToken);
        Assert.True(theirs.IsSuccessStatusCode);

        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Mine");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Theirs");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save mine over it" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Mine");
    }

    [Fact]
    public async Task A_metric_is_deleted_only_after_its_key_was_typed()
    {
        await site.MakeMetricAsync("unloved", "Unloved");
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;
        await page.GotoAsync("/projects/default/metrics/unloved");

        await page.GetByLabel("Type unloved to confirm").FillAsync("unlove");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete unloved" }).ClickAsync();
        await Expect(page.Locator("#confirm-error")).ToContainTextAsync("Type unloved exactly");
        await page.GetByLabel("Type unloved to confirm").FillAsync("unloved");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete unloved" }).ClickAsync();

        await Expect(visitor.Toast).ToContainTextAsync("Unloved is deleted");
    }

    public sealed class ConnectedLab(Chromium chromium) : Lab(chromium), IAsyncLifetime
    {
        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            await ConnectAsync();
        }
    }
}
