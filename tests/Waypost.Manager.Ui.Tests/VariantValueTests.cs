using Waypost.Manager.Ui.Tests.Running;
using static Microsoft.Playwright.Assertions;

namespace Waypost.Manager.Ui.Tests;

/// <summary>The values of variants of text, number and JSON flags, in lists and selects.</summary>
public sealed class VariantValueTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task The_value_of_a_variant_is_beside_its_key_and_in_every_select()
    {
        await site.CreateFlagAsync(
            "headline",
            "Headline",
            new
            {
                type = "string",
                variants = new { @short = "Solar, by Friday", @long = "Solar panels on your roof" },
                enabled = true,
            }
        );
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;

        await page.GotoAsync("/projects/default/flags/headline?environment=production");

        await Expect(page.Locator(".shares li").First).ToContainTextAsync("Solar, by Friday");
        await Expect(page.Locator(".shares li").Last).ToContainTextAsync("Solar panels on your roof");
        foreach (var choice in new[] { "#variant", "#many-variant", "#off-variant" })
        {
            await Expect(page.Locator(choice).Locator("option").First).ToHaveTextAsync("short: Solar, by Friday");
        }

        await Expect(page.Locator(".summary .variant").First).ToHaveAttributeAsync("title", "Solar, by Friday");
    }

    [Fact]
    public async Task Long_JSON_is_shortened_and_can_be_expanded()
    {
        var layout = new { columns = Enumerable.Range(1, 20).Select(number => $"column-{number}"), last = "the-very-end" };
        await site.CreateFlagAsync(
            "layout",
            "Layout",
            new
            {
                type = "json",
                variants = new { plain = new { columns = 1 }, rich = layout },
                enabled = true,
            }
        );
        await using var visitor = await site.SignInAsync(script: false);
        var page = visitor.Page;

        await page.GotoAsync("/projects/default/flags/layout?environment=production");

        await Expect(page.Locator(".shares li").First).ToContainTextAsync("""{"columns":1}""");
        var full = page.Locator(".shares li").Last.Locator("pre");
        await Expect(full).ToBeHiddenAsync();
        await page.Locator(".shares li").Last.Locator("summary").ClickAsync();
        await Expect(full).ToBeVisibleAsync();
        await Expect(full).ToContainTextAsync("the-very-end");
    }

    [Fact]
    public async Task Numbers_and_empty_texts_are_shown()
    {
        await site.CreateFlagAsync(
            "discount",
            "Discount",
            new
            {
                type = "number",
                variants = new { none = 0, some = 12.5 },
                enabled = true,
            }
        );
        await site.CreateFlagAsync(
            "banner",
            "Banner",
            new
            {
                type = "string",
                variants = new { none = "", some = "Now" },
                enabled = true,
            }
        );
        await using var visitor = await site.SignInAsync();
        var page = visitor.Page;

        await page.GotoAsync("/projects/default/flags/discount?environment=production");
        await Expect(page.Locator("#off-variant option").Last).ToHaveTextAsync("some: 12.5");
        await page.GotoAsync("/projects/default/flags/banner?environment=production");
        await Expect(page.Locator("#off-variant option").First).ToHaveTextAsync("none: empty text");
    }

    [Fact]
    public async Task Attributes_hold_text_without_entities()
    {
        await using var visitor = await site.SignInAsync();
        var entities = new List<string>();
        foreach (
            var path in new[] { "new-flag", "new-metric", "events-database", "environments/production/sdk-keys", "flags", "new-experiment" }
        )
        {
            await visitor.Page.GotoAsync($"/projects/default/{path}");
            entities.AddRange(
                await visitor.Page.EvaluateAsync<string[]>(
                    """
                    [...document.querySelectorAll('[placeholder], [title], [aria-label]')]
                      .flatMap(element => ['placeholder', 'title', 'aria-label'].map(name => element.getAttribute(name) ?? ''))
                      .filter(text => /&(#\w+|\w+);/.test(text))
                    """
                )
            );
        }

        Assert.Empty(entities);
        await visitor.Page.GotoAsync("/projects/default/new-flag");
        Assert.Equal(
            ["short = Solar, by Friday", "long = Solar panels on your roof"],
            (await visitor.Page.Locator("#variants").GetAttributeAsync("placeholder"))!.Split('\n')
        );
    }
}
