using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Results;
using Waypost.Manager.Ui.Tests.Running;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

/// <summary>The health of a running experiment is told where people look.</summary>
public sealed class HealthTests(SiteWithMetric site) : IClassFixture<SiteWithMetric>
{
    [Fact]
    public async Task A_problem_is_on_the_page_in_the_list_and_in_the_log_until_it_is_over()
    {
        await site.CreateFlagAsync("healthy", "Healthy");
        var experiment = await site.CreateExperimentAsync("Watched", "healthy");
        await site.StartExperimentAsync(experiment, Days(-20));
        await using var visitor = await site.SignInAsync(script: false);
        var page = visitor.Page;
        var health = page.GetByRole(AriaRole.Region, new() { Name = "Health" });
        await page.GotoAsync(PageUrl(experiment));
        await Expect(health).ToContainTextAsync("Health: not checked yet");

        await CountAsync(experiment, Days(-2), 100);
        await page.GotoAsync(PageUrl(experiment));
        await Expect(health).ToContainTextAsync("Health: no problems found checked just now");
        await health.GetByText("Health: no problems found").ClickAsync();
        await Expect(health.GetByRole(AriaRole.Definition).Nth(1)).ToHaveTextAsync("Fine");
        await Expect(health.GetByRole(AriaRole.Definition).Nth(4)).ToContainTextAsync("Not judged");

        await CountAsync(experiment, Days(-1), 0, 100);
        await page.GotoAsync(PageUrl(experiment));
        await Expect(health.GetByRole(AriaRole.Heading, new() { Name = "Exposures have stopped" })).ToBeVisibleAsync();
        await Expect(health)
            .ToContainTextAsync("nobody had an exposure. By the week before and the same weekday, at least 100 would be usual.");
        await Expect(health).ToContainTextAsync("Since " + Days(-2).ToString("d MMM yyyy, '00:00 UTC.'", CultureInfo.InvariantCulture));
        await Expect(health.GetByRole(AriaRole.Link, new() { Name = "Go to the flag" })).ToBeVisibleAsync();
        await page.GotoAsync("/projects/default/experiments?environment=production");
        await Expect(page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Watched" })).ToContainTextAsync("Exposures have stopped");
        await page.GotoAsync("/projects/default/events?type=EXPERIMENT_PROBLEM_FOUND");
        await Expect(page.GetByText("found a problem with an experiment on").First).ToBeVisibleAsync();
        await Expect(page.GetByText("problem: Exposures have stopped").First).ToBeVisibleAsync();

        await CountAsync(experiment, Days(0), 100, 0);
        await page.GotoAsync(PageUrl(experiment));
        await Expect(health).ToContainTextAsync("Health: no problems found");
        await health.GetByText("Health: no problems found").ClickAsync();
        await Expect(health.GetByText("Problems that are over")).ToBeVisibleAsync();
        await Expect(health.GetByRole(AriaRole.Listitem)).ToContainTextAsync("Exposures have stopped: ");
        await page.GotoAsync("/projects/default/events?type=EXPERIMENT_PROBLEM_OVER");
        await Expect(page.GetByText("no longer finds a problem with an experiment on").First).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(360, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task Problems_fit_the_page(int width, ColorScheme scheme)
    {
        var flag = string.Create(CultureInfo.InvariantCulture, $"width-{width}");
        await site.CreateFlagAsync(flag, "Width");
        var experiment = await site.CreateExperimentAsync("Wide", flag);
        await site.StartExperimentAsync(experiment, Days(-20));
        await CountAsync(experiment, Days(0), 0);
        await using var visitor = await site.SignInAsync(scheme, width);
        var page = visitor.Page;

        await page.GotoAsync(PageUrl(experiment));
        var health = page.GetByRole(AriaRole.Region, new() { Name = "Health" });
        await health.GetByText("All checks").ClickAsync();

        await Expect(health.GetByText("Volume of each metric")).ToBeVisibleAsync();
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
        Assert.Empty(visitor.BrowserErrors);
    }

    private static string PageUrl(long experiment) =>
        string.Create(CultureInfo.InvariantCulture, $"/projects/default/experiments/{experiment}?environment=production");

    private static DateTimeOffset Days(int days) => TimeProvider.System.GetUtcNow().AddDays(days);

    /// <summary>A count with 100 users on each complete day but the last ones, of which the newest is first.</summary>
    private async Task CountAsync(long experiment, DateTimeOffset at, params long[] last)
    {
        var today = DateOnly.FromDateTime(at.UtcDateTime);
        var counted = new ExposuresResult
        {
            CountedAt = at,
            Days = [],
            Exposures = SampleAnalysis.Result.Exposures,
            SampleRatio = SampleAnalysis.Result.SampleRatio,
            Activity =
            [
                .. Enumerable.Range(1, 21).Select(day => new ActiveDay(today.AddDays(-day), day <= last.Length ? last[day - 1] : 100)),
            ],
            TimeZone = "UTC",
        };
        await site.RequestAsync(experiment, "exposures/refresh");
        await site.FinishJobAsync(
            experiment,
            JobKinds.Exposures,
            "succeeded",
            JsonSerializer.Serialize(counted, ExperimentsJson.Default.ExposuresResult)
        );
        await site.CheckHealthAsync();
    }
}
