using System.Net.Http.Json;
using System.Text.Json;
using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

/// <summary>The layout with names of the maximum length, from a small phone to a wide screen.</summary>
public sealed class LongTextLayoutTests(ExperimentSite site) : IClassFixture<ExperimentSite>
{
    private static readonly string Long = string.Join(' ', Enumerable.Repeat("Solar panels for every roof in town", 5));
    private static readonly string Unbroken = new('m', 50);

    [Fact]
    public async Task A_long_project_name_overlaps_nothing_in_the_header()
    {
        await RenameAsync("default", Long);
        await CheckHeaderAsync("default", "only one project");
        await PostAsync("projects", new { key = "second", name = Long });
        await PostAsync("projects/second/environments", new { key = "elsewhere", name = Long });
        await CheckHeaderAsync("default", "several projects");
        await CheckHeaderAsync("second", "a long environment", "elsewhere");
    }

    [Fact]
    public async Task Long_tags_names_and_variants_stay_within_the_window()
    {
        await PostAsync("projects", new { key = "long", name = Unbroken });
        var variants = new Dictionary<string, string>
        {
            [new('a', 90)] = Unbroken + Unbroken,
            [new('b', 90)] = Long,
            [new('c', 90)] = "",
        };
        await PostAsync(
            "projects/long/flags",
            new
            {
                key = new string('k', 100),
                name = Unbroken + Unbroken,
                description = Unbroken + Unbroken,
                type = "string",
                variants,
                enabled = true,
                tags = new[] { Unbroken, new string('w', 50), new string('o', 50) },
            }
        );
        var rollout = variants.Keys.Select((variant, index) => new { variant, weight = index == 0 ? 33334 : 33333 });
        using var split = await site.Api.PatchAsJsonAsync(
            $"projects/long/environments/production/flags/{new string('k', 100)}",
            new { fallthrough = new { rollout } },
            TestContext.Current.CancellationToken
        );
        split.EnsureSuccessStatusCode();
        await PostAsync(
            "projects/long/environments/production/sdk-keys",
            new
            {
                kind = "client",
                name = Unbroken + Unbroken,
                allowedOrigins = new[] { $"https://{new string('s', 60)}.{new string('t', 60)}.example" },
            }
        );

        var wide = new List<string>();
        foreach (var width in new[] { 360, 768, 1280 })
        {
            await using var visitor = await site.SignInAsync(width: width);
            foreach (
                var path in new[]
                {
                    "flags",
                    $"flags?tag={Unbroken}",
                    $"flags/{new string('k', 100)}",
                    $"flags/{new string('k', 100)}/about",
                    "events",
                    "environments/production/sdk-keys",
                    "new-flag",
                }
            )
            {
                await visitor.Page.GotoAsync($"/projects/long/{path}");
                wide.AddRange(
                    (
                        await visitor.Page.EvaluateAsync<string[]>(
                            """
                            [...document.querySelectorAll('main *')].filter(element => {
                              const { right, width } = element.getBoundingClientRect();
                              const scrolls = element.closest('pre, .scroll, .tabs, [popover], dialog, .hidden');
                              return width > 1 && right > innerWidth + 1 && !scrolls;
                            }).slice(0, 3).map(element => element.outerHTML.slice(0, 120))
                            """
                        )
                    ).Select(element => $"{path} at {width} px: {element}")
                );
            }
        }

        Assert.True(wide.Count == 0, string.Join('\n', wide));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_current_navigation_entry_is_visible_on_a_small_phone(bool script)
    {
        await site.CreateFlagAsync($"tabbed-{script}", "Tabbed");
        await using var visitor = await site.SignInAsync(width: 360, script: script);
        var page = visitor.Page;
        foreach (
            var path in new[]
            {
                "flags",
                "experiments",
                "metrics",
                "events-database",
                "events",
                "environments/production/sdk-keys",
                $"flags/tabbed-{script}/about",
            }
        )
        {
            await page.GotoAsync($"/projects/default/{path}");
            await Expect(page.Locator("nav [aria-current]")).Not.ToHaveCountAsync(0);
            foreach (var current in await page.Locator("nav [aria-current]").AllAsync())
            {
                var box = (await current.BoundingBoxAsync())!;
                Assert.True(
                    box.X >= -1 && box.X + box.Width <= 361,
                    $"{path}: {await current.TextContentAsync()} lies from {box.X} to {box.X + box.Width}."
                );
            }

            Assert.Equal(0, await page.EvaluateAsync<double>("scrollY"));
        }
    }

    private async Task CheckHeaderAsync(string project, string what, string environment = "production")
    {
        foreach (var width in new[] { 360, 768, 1280 })
        {
            await using var visitor = await site.SignInAsync(width: width);
            var page = visitor.Page;
            await page.GotoAsync($"/projects/{project}/flags?environment={environment}");
            var overlaps = await page.EvaluateAsync<string[]>(
                """
                () => {
                  const names = ['.brand', '.workspace > :first-child', '.workspace [popovertarget=environments]',
                    '.events-state', '.palette-button', '.account-button'];
                  const parts = names.map(name => [name, document.querySelector(name).getBoundingClientRect()]);
                  const found = [];
                  for (const [name, box] of parts) if (box.left < 0 || box.right > innerWidth) found.push(`${name} is out of the window`);
                  parts.forEach(([left, box], i) => {
                    for (const [right, other] of parts.slice(i + 1)) {
                      if (box.right > other.left + .5) found.push(`${left} overlaps ${right}`);
                    }
                  });
                  for (const button of document.querySelectorAll('.workspace > *')) {
                    if (button.scrollWidth > button.clientWidth + 1 && !button.popover) found.push(`${button.className} overflows`);
                  }
                  return found;
                }
                """
            );
            Assert.True(overlaps.Length == 0, $"{what} at {width} px: {string.Join("; ", overlaps)}");
            await Expect(page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Environment:" })).ToBeVisibleAsync();
        }
    }

    private async Task RenameAsync(string project, string name)
    {
        using var response = await site.Api.PatchAsJsonAsync($"projects/{project}", new { name }, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await site.Api.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }
}
