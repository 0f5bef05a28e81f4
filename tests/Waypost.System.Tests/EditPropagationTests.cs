using Waypost.Sdk;
using Waypost.Testing;

namespace Waypost.System.Tests;

[Collection(nameof(RunningSystem))]
public sealed class EditPropagationTests(RunningSystem system)
{
    private static readonly string QuoteForm = ManagerApi.SettingsOf("quote-form");

    [Fact]
    public async Task Switching_the_flag_reaches_both_providers_an_SDK_and_the_shops_page()
    {
        var shop = new Shop(system.ShopUrl);
        await using var client = new WaypostClient(new() { SdkKey = system.ServerKey, ProviderUrl = system.Provider(2).Url });
        await system.Manager.DoAsync("PATCH", QuoteForm, new { enabled = false });
        await Eventually.IsTrueAsync(async () =>
            await shop.QuoteFormForAsync("sean r") == "old" && !client.EvaluateFlag("quote-form", "sean r", true)
        );

        await system.Manager.DoAsync("PATCH", QuoteForm, new { enabled = true, rolloutPercentage = 100 });

        await Eventually.IsTrueAsync(async () => await IsOnAsync(1) && await IsOnAsync(2));
        await Eventually.IsTrueAsync(() => client.EvaluateFlag("quote-form", "sean r", false));
        await Eventually.IsTrueAsync(async () => await shop.QuoteFormForAsync("sean r") == "new");
        Assert.Equal((await system.Provider(1).FlagsAsync())!.Tag, (await system.Provider(2).FlagsAsync())!.Tag);
    }

    [Fact]
    public async Task A_custom_assignment_changes_the_page_of_one_visitor_only()
    {
        var shop = new Shop(system.ShopUrl);
        await system.Manager.DoAsync("PATCH", QuoteForm, new { enabled = true, rolloutPercentage = 0 });
        await Eventually.IsTrueAsync(async () => await shop.QuoteFormForAsync("julia m") == "old");

        await system.Manager.DoAsync("PUT", $"{QuoteForm}/assignments/julia%20m", new { variant = "on" });

        await Eventually.IsTrueAsync(async () => await shop.QuoteFormForAsync("julia m") == "new");
        Assert.Equal("old", await shop.QuoteFormForAsync("sean r"));
        await system.Manager.DoAsync("DELETE", $"{QuoteForm}/assignments/julia%20m");
    }

    [Fact]
    public async Task A_rollout_of_25_percent_shows_the_new_form_to_about_a_quarter_and_keeps_them_when_it_grows()
    {
        await using var client = new WaypostClient(new() { SdkKey = system.ServerKey, ProviderUrl = system.Provider(1).Url });
        string[] visitors = [.. Enumerable.Range(0, 2000).Select(n => $"visitor-{n}")];
        await system.Manager.DoAsync("PATCH", QuoteForm, new { enabled = true, rolloutPercentage = 25 });
        await Eventually.IsTrueAsync(() =>
            client.EvaluateFlagDetail("quote-form", "visitor-0", false).Reason == Flags.EvaluationReason.Split
        );
        var quarter = visitors.Where(v => client.EvaluateFlag("quote-form", v, false)).ToList();

        await system.Manager.DoAsync("PATCH", QuoteForm, new { rolloutPercentage = 50 });

        await Eventually.IsTrueAsync(() => visitors.Count(v => client.EvaluateFlag("quote-form", v, false)) > quarter.Count * 3 / 2);
        // 2000 users at 25 %: 500 with a standard deviation of 19. Six standard deviations are exceeded once in 500 million salts.
        Assert.InRange(quarter.Count, 384, 616);
        Expect.All(quarter, v => Assert.True(client.EvaluateFlag("quote-form", v, false)));
    }

    private async Task<bool> IsOnAsync(int provider) =>
        (await system.Provider(provider).FlagsAsync())?.Flags["quote-form"]["enabled"]!.GetValue<bool>() == true;
}
