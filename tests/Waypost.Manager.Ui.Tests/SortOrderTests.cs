using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Running;

namespace Waypost.Manager.Ui.Tests;

public sealed class SortOrderTests(ExperimentSite site) : IClassFixture<ExperimentSite>
{
    private static readonly string[] Names = ["Wave 1", "Wave 2", "Wave 10", "Wave 11"];

    [Fact]
    public async Task Lists_of_names_are_in_natural_order()
    {
        await site.CreateMetricAsync("quote-completed", "Quote completed");
        foreach (var number in new[] { 10, 2, 11, 1 })
        {
            await site.CreateFlagAsync($"wave-{number}", $"Wave {number}");
            await site.CreateMetricAsync($"wave-{number}", $"Wave {number}");
            await site.CreateProjectAsync($"wave-{number}", $"Wave {number}");
        }

        var experiment = await site.CreateExperimentAsync("On the first wave", "wave-1");
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;

        foreach (
            var (address, names) in new[]
            {
                ("/projects/default/flags?environment=production&search=wave", "tbody .c-name > a"),
                ("/projects/default/metrics", "main th[scope=row] a"),
                ("/projects/default/flags?environment=production", "#projects a"),
                ("/projects/default/new-experiment?environment=production", "#flag option"),
                ("/projects/default/events", "#flag option"),
                (FormattableString.Invariant($"/projects/default/experiments/{experiment}?environment=production"), ".roles label"),
            }
        )
        {
            await page.GotoAsync(address);
            var shown = await page.Locator(names).EvaluateAllAsync<string[]>("all => all.map(one => one.textContent.trim())");
            Assert.Equal(Names, shown.Select(Wave).OfType<string>().Distinct());
        }
    }

    [Fact]
    public async Task The_palette_is_in_natural_order()
    {
        foreach (var number in new[] { 10, 2, 1 })
        {
            await site.CreateFlagAsync($"tide-{number}", $"Tide {number}");
        }

        await using var visitor = await site.SignInAsync();
        await visitor.PressAsync("Control+k");
        await visitor.Page.Keyboard.TypeAsync("tide");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Option)).ToHaveCountAsync(3);

        Assert.Equal(
            ["Tide 1", "Tide 2", "Tide 10"],
            await visitor.Page.Locator("#palette-list [role=option] span:first-child").AllTextContentsAsync()
        );
    }

    // A list may show the key instead of the name, or both.
    private static string? Wave(string shown) =>
        Array.Find(Names, name => shown.Split(" (")[0].Replace('-', ' ').Equals(name, StringComparison.OrdinalIgnoreCase));
}
