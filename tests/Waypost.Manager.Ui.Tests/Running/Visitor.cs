using Microsoft.Playwright;

namespace Waypost.Manager.Ui.Tests.Running;

/// <summary>Somebody with a browser, and everything the browser complained about.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private readonly IBrowserContext profile;
    private readonly List<string> complaints = [];

    private Visitor(IBrowserContext profile, IPage page)
    {
        (this.profile, Page) = (profile, page);
        // A refused form answers 4xx, which the console also mentions; that is no fault of the page.
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => complaints.Add(error);
    }

    public IPage Page { get; }

    /// <summary>What was done, as the page tells it once; notes within the page are not in it.</summary>
    public ILocator Toast => Page.Locator("#toasts");

    /// <summary>Script errors and breaches of the content security policy so far.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    public static async Task<Visitor> EnterAsync(IBrowserContext profile) => new(profile, await profile.NewPageAsync());

    /// <summary>
    /// Opens a page and waits until it rests; how far its layout has shifted meanwhile is in <see cref="LayoutShiftAsync"/>.
    /// </summary>
    public async Task WatchLayoutAsync(string address)
    {
        await Page.AddInitScriptAsync(
            """
            window.shift = 0;
            new PerformanceObserver(list => { for (const entry of list.getEntries()) window.shift += entry.value; }).observe({ type: 'layout-shift', buffered: true });
            """
        );
        await Page.GotoAsync(address, new() { WaitUntil = WaitUntilState.NetworkIdle });
    }

    public Task<double> LayoutShiftAsync() => Page.EvaluateAsync<double>("window.shift");

    /// <summary>Presses a key so many times.</summary>
    public async Task PressAsync(string key, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            await Page.Keyboard.PressAsync(key);
        }
    }

    /// <summary>Tabs until the element with this accessible name has the focus, as somebody without a mouse would.</summary>
    public async Task TabToAsync(ILocator element)
    {
        for (var i = 0; i < 80; i++)
        {
            await Page.Keyboard.PressAsync("Tab");
            if (await element.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                return;
            }
        }

        throw new InvalidOperationException("The Tab key never gets there.");
    }

    public async ValueTask DisposeAsync() => await profile.CloseAsync();
}
