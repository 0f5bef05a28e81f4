using System.Globalization;
using Microsoft.Playwright;
using Waypost.Manager.Features.Experiments;
using Waypost.Manager.Ui.Tests.Results;
using Waypost.Manager.Ui.Tests.Running;
using Waypost.Wire.Experiments;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

/// <summary>A guardrail stop is planned in the form, and told where people look.</summary>
public sealed class GuardrailStopTests(SiteWithMetric site) : IClassFixture<SiteWithMetric>
{
    [Fact]
    public async Task It_is_planned_and_when_a_guardrail_gets_worse_page_list_and_log_say_so()
    {
        await site.CreateMetricAsync("form-errors", "Form errors", goal: "decrease");
        await site.CreateFlagAsync("guarded", "Guarded");
        var experiment = await site.CreateExperimentAsync("With a guardrail", "guarded");
        await using var visitor = await site.SignInAsync(script: false);
        var page = visitor.Page;
        await page.GotoAsync(PageUrl(experiment));
        var stop = page.GetByLabel("Switch the flag off if a guardrail gets worse");

        await stop.CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save plan" }).ClickAsync();
        await Expect(page.Locator("#guardrailStop-error")).ToContainTextAsync("There is no guardrail that could get worse.");
        await Expect(stop).ToBeCheckedAsync();

        await page.GetByLabel("Form errors", new() { Exact = true }).SelectOptionAsync("guardrail");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start experiment" }).ClickAsync();
        await Expect(page.GetByText("The flag is switched off if a guardrail gets worse")).ToBeVisibleAsync();
        await site.AddAnalysisAsync(experiment, Worse());
        // The site checks by itself too, every few seconds; either way it has been done after this.
        await site.Service<GuardrailStop>().RunAsync(TestContext.Current.CancellationToken);
        Assert.False((await site.SettingsAsync("guarded")).GetProperty("enabled").GetBoolean());

        await page.GotoAsync(PageUrl(experiment));
        var note = page.GetByRole(AriaRole.Group, new() { Name = "Paused: a guardrail got worse" });
        await Expect(note).ToContainTextAsync("“Form errors” got worse in “on”, as analysis 1 showed (always-valid p < 0.0001).");
        await Expect(note).ToContainTextAsync("everyone gets “off”");
        await page.GotoAsync("/projects/default/experiments?environment=production");
        await Expect(page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "With a guardrail" }))
            .ToContainTextAsync("Paused: guardrail worse");
        await page.GotoAsync("/projects/default/events?type=EXPERIMENT_PAUSED_BY_GUARDRAIL");
        await Expect(page.GetByText("paused, because a guardrail got worse, an experiment on").First).ToBeVisibleAsync();

        await SwitchOnAsync();
        await page.GotoAsync(PageUrl(experiment));
        await Expect(note).ToHaveCountAsync(0);
        await Expect(page.GetByText("It was switched on again since, and is not switched off a second time in this phase."))
            .ToBeVisibleAsync();
    }

    private static string PageUrl(long experiment) =>
        string.Create(CultureInfo.InvariantCulture, $"/projects/default/experiments/{experiment}?environment=production");

    private static AnalysisResult Worse() =>
        SampleAnalysis.Running(
            (
                SampleAnalysis.Metric with
                {
                    Metric = "form-errors",
                    Name = "Form errors",
                    Role = MetricRole.Guardrail,
                    Primary = false,
                    Goal = MetricGoal.Decrease,
                }
            ).WithDecision(Decision.Worse)
        );

    private async Task SwitchOnAsync()
    {
        using var on = new StringContent("""{"enabled":true}""", null, "application/merge-patch+json");
        using var response = await site.Api.PatchAsync(
            "projects/default/environments/production/flags/guarded",
            on,
            TestContext.Current.CancellationToken
        );
        response.EnsureSuccessStatusCode();
    }
}
