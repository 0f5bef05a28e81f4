using System.Globalization;
using System.Net.Http.Json;
using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

/// <summary>Layers and the holdout on their page, and the layer in the form of a plan; without JavaScript.</summary>
public sealed class LayersPageTests(SiteWithMetric site) : IClassFixture<SiteWithMetric>
{
    private const string LayersUrl = "/projects/default/layers?environment=production";

    [Fact]
    public async Task A_layer_is_created_renamed_and_deleted()
    {
        await using var visitor = await site.SignInAsync(script: false);
        var page = visitor.Page;
        await page.GotoAsync(LayersUrl);

        await page.Locator("#key").FillAsync("pricing");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create layer" }).ClickAsync();
        await Expect(visitor.Toast).ToContainTextAsync("Layer pricing created");
        await page.Locator("#rename-pricing summary").ClickAsync();
        await page.Locator("#name-pricing").FillAsync("Prices");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save name" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Prices" })).ToBeVisibleAsync();
        await page.Locator("#rename-pricing summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete layer…" }).ClickAsync();
        await page.Locator("#delete-pricing-confirm").FillAsync("pricing");
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete layer", Exact = true }).ClickAsync();

        await Expect(visitor.Toast).ToContainTextAsync("Layer pricing deleted");
        await Expect(page.Locator("#layer-pricing")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("no spaces", "A key must have")]
    [InlineData("TAKEN", "already has a layer")]
    public async Task A_key_that_cannot_be_used_is_refused_beside_the_field_and_kept(string typed, string reason)
    {
        await CreateLayerAsync("taken");
        await using var visitor = await site.SignInAsync(script: false);
        var page = visitor.Page;
        await page.GotoAsync(LayersUrl);

        await page.Locator("#key").FillAsync(typed);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create layer" }).ClickAsync();

        await Expect(page.Locator("#key-error")).ToContainTextAsync(reason);
        await Expect(page.Locator("#key")).ToHaveValueAsync(typed);
    }

    [Fact]
    public async Task A_started_experiment_holds_its_range_and_one_without_room_says_who_has_it()
    {
        await CreateLayerAsync("checkout");
        await site.CreateFlagAsync("first", "First");
        await site.CreateFlagAsync("second", "Second");
        var first = await site.CreateExperimentAsync("First in the layer", "first");
        var second = await site.CreateExperimentAsync("Second in the layer", "second");
        await using var visitor = await site.SignInAsync(script: false);
        var page = visitor.Page;

        await StartInLayerAsync(page, first, "70");
        await Expect(visitor.Toast).ToContainTextAsync("50\u00a0% off among 70\u00a0% in layer checkout");
        await Expect(page.GetByText("70\u00a0% in layer checkout", new() { Exact = true })).ToBeVisibleAsync();
        await StartInLayerAsync(page, second, "40");

        await Expect(page.Locator("#layerShare-error")).ToContainTextAsync("30\u00a0% is free");
        await Expect(page.Locator("#layerShare-error")).ToContainTextAsync("(\"First in the layer\") has 70\u00a0%");
        await Expect(page.Locator("#layerShare")).ToHaveValueAsync("40");
        await page.GotoAsync(LayersUrl);
        var layer = page.Locator("#layer-checkout");
        await Expect(layer.GetByRole(AriaRole.Row, new() { Name = "First in the layer" })).ToContainTextAsync("0\u00a0% to 70\u00a0%");
        await Expect(layer).ToContainTextAsync("30\u00a0% is free.");
    }

    [Theory]
    [InlineData("", "Enter which share")]
    [InlineData("0", "must be above 0")]
    [InlineData("120", "must be above 0")]
    public async Task A_share_without_sense_is_refused_beside_the_field_and_kept(string typed, string reason)
    {
        await CreateLayerAsync("sense");
        var flag = $"sense-{Guid.NewGuid():N}";
        await site.CreateFlagAsync(flag, "Sense");
        var experiment = await site.CreateExperimentAsync("Sense", flag);
        await using var visitor = await site.SignInAsync(script: false);
        var page = visitor.Page;
        await page.GotoAsync(PageUrl(experiment));

        await page.Locator("#layer").SelectOptionAsync("sense");
        await page.Locator("#layerShare").FillAsync(typed);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save plan" }).ClickAsync();

        await Expect(page.Locator("#layerShare-error")).ToContainTextAsync(reason);
        await Expect(page.Locator("#layerShare")).ToHaveValueAsync(typed);
        await Expect(page.Locator("#layer")).ToHaveValueAsync("sense");
    }

    [Fact]
    public async Task A_holdout_is_started_prolonged_and_ended()
    {
        await using var visitor = await site.SignInAsync(script: false);
        var page = visitor.Page;
        await page.GotoAsync(LayersUrl);

        await page.Locator("#sharePercent").FillAsync("30");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start holdout" }).ClickAsync();
        await Expect(page.Locator("#sharePercent-error")).ToContainTextAsync("between 0.1\u00a0% and 20\u00a0%");
        await page.Locator("#sharePercent").FillAsync("2,5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start holdout" }).ClickAsync();
        await Expect(page.Locator("#holdout-facts")).ToContainTextAsync("2.5\u00a0% of all users");
        await page.Locator("#plannedEnd").FillAsync("2020-01-01");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save planned end" }).ClickAsync();
        await Expect(page.Locator("#plannedEnd-error")).ToContainTextAsync("must be in the future");
        await page.GotoAsync(LayersUrl);
        await page.GetByRole(AriaRole.Button, new() { Name = "End holdout…" }).ClickAsync();
        await page.Locator("#end-holdout-confirm").FillAsync("holdout");
        await page.GetByRole(AriaRole.Button, new() { Name = "End holdout", Exact = true }).ClickAsync();

        await Expect(visitor.Toast).ToContainTextAsync("Holdout ended");
        await Expect(page.GetByText("No holdout is on.")).ToBeVisibleAsync();
    }

    private static async Task StartInLayerAsync(IPage page, long experiment, string share)
    {
        await page.GotoAsync(PageUrl(experiment));
        await page.Locator("#layer").SelectOptionAsync("checkout");
        await page.Locator("#layerShare").FillAsync(share);
        await page.GetByRole(AriaRole.Button, new() { Name = "Start experiment" }).ClickAsync();
    }

    private async Task CreateLayerAsync(string key)
    {
        // Rows of a theory share the site.
        using var response = await site.Api.PostAsJsonAsync("projects/default/layers", new { key }, TestContext.Current.CancellationToken);
        Assert.Contains((int)response.StatusCode, new[] { 201, 409 });
    }

    private static string PageUrl(long experiment) =>
        string.Create(CultureInfo.InvariantCulture, $"/projects/default/experiments/{experiment}?environment=production");
}
