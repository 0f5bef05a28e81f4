using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Waypost.Manager.Ui.Tests.Running;

namespace Waypost.Manager.Ui.Tests;

/// <summary>All pages, in both colour schemes, from a small phone to a wide screen.</summary>
public sealed class AccessibilityTests(SeededSite site) : IClassFixture<SeededSite>
{
    public static readonly string[] Pages =
    [
        "/projects/default/flags?environment=production",
        "/projects/default/flags?environment=production&search=nothing-is-called-this",
        "/projects/default/flags/quote-form?environment=production",
        "/projects/default/flags/quote-form?environment=production&switch-off=%2Fprojects%2Fdefault%2Fflags",
        "/projects/default/flags/hero-text?environment=production",
        "/projects/default/flags/finance-calculator?environment=development",
        "/projects/default/flags/quote-form/about?environment=production",
        "/projects/default/flags/there-is-none",
        "/projects/default/new-flag",
        "/projects/default/events",
        "/projects/default/environments/production/sdk-keys",
        "/projects/default/environments/development/sdk-keys",
        "/projects/default/layers?environment=production",
        "/projects/default/holdouts?environment=production",
        "/projects/default/events-database",
        "/projects/default/metrics",
        "/projects/default/metrics/quote-completed",
        "/projects/default/new-metric",
        "/projects/default/experiments?environment=production",
        "/projects/default/experiments?environment=development",
        "/projects/default/new-experiment?environment=production",
        "/projects/default/experiments/1?environment=production",
        "/projects/default/experiments/2?environment=production",
        "/projects/default/experiments/3?environment=production",
        "/projects/default/experiments/2/report?environment=production",
        "/projects/default/experiments/999/report",
        "/projects/default/experiments/999",
        "/projects/default/flags/quote-form/experiments?environment=production",
        "/account",
        "/account/tokens",
        "/api/docs",
        "/there-is-no-such-page",
    ];

    public static TheoryData<ColorScheme> Schemes => [ColorScheme.Light, ColorScheme.Dark];

    [Fact]
    public async Task Axe_finds_nothing_on_any_page()
    {
        await using var visitor = await site.SignInAsync();

        var found = await FaultsOfAllAsync(visitor.Page);

        Assert.True(found.Count == 0, string.Join('\n', found));
        Assert.Empty(visitor.BrowserErrors);
    }

    [Fact]
    public async Task All_text_has_enough_contrast_in_the_dark_theme()
    {
        await using var visitor = await site.SignInAsync(ColorScheme.Dark);

        // The scheme changes nothing but colours.
        var found = await FaultsOfAllAsync(visitor.Page, new() { RunOnly = RunOnlyOptions.Rules("color-contrast") });

        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public async Task Axe_finds_nothing_in_menus_and_dialogs(ColorScheme scheme)
    {
        await using var visitor = await site.SignInAsync(scheme);
        var page = visitor.Page;
        var found = new List<string>();

        await page.GotoAsync(Pages[0]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Account of anna" }).ClickAsync();
        found.AddRange(await FaultsAsync(page, "account menu"));
        await page.Keyboard.PressAsync("Escape");
        await page.GetByRole(AriaRole.Button, new() { Name = "Environment: Production" }).ClickAsync();
        found.AddRange(await FaultsAsync(page, "environment menu"));
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Control+k");
        await page.GetByRole(AriaRole.Option).First.WaitForAsync();
        found.AddRange(await FaultsAsync(page, "palette"));

        await page.GotoAsync("/projects/default/environments/production/sdk-keys");
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke Shop" }).First.ClickAsync();
        found.AddRange(await FaultsAsync(page, "revoking"));

        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public async Task Axe_finds_nothing_on_the_pages_before_sign_in(ColorScheme scheme)
    {
        await using var visitor = await site.VisitAsync(scheme);
        var found = new List<string>();
        foreach (var path in new[] { "/sign-in", "/setup" })
        {
            await visitor.Page.GotoAsync(path);
            found.AddRange(await FaultsAsync(visitor.Page, path));
        }

        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Theory]
    [InlineData(360)]
    [InlineData(768)]
    [InlineData(1280)]
    [InlineData(1920)]
    public async Task Nothing_overflows_the_window(int width)
    {
        await using var visitor = await site.SignInAsync(width: width);
        var wide = new List<string>();
        foreach (var path in Pages)
        {
            await visitor.Page.GotoAsync(path);
            if (await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") is var needed && needed > width)
            {
                wide.Add($"{path} needs {needed} px");
            }
        }

        Assert.Empty(wide);
    }

    private static async Task<List<string>> FaultsOfAllAsync(IPage page, AxeRunOptions? options = null)
    {
        var found = new List<string>();
        foreach (var path in Pages)
        {
            await page.GotoAsync(path);
            found.AddRange(await FaultsAsync(page, path, options));
        }

        return found;
    }

    private static async Task<IEnumerable<string>> FaultsAsync(IPage page, string where, AxeRunOptions? options = null) =>
        (await page.RunAxe(options)).Violations.SelectMany(violation =>
            violation.Nodes.Select(node => $"{where}: {violation.Impact} {violation.Id} {violation.Help}: {node.Html}")
        );
}
