using Microsoft.Playwright;

namespace Waypost.Manager.Ui.Tests.Running;

/// <summary>A browser window on the site, and the errors the browser reported.</summary>
public sealed class Visitor : IAsyncDisposable
{
    private readonly IBrowserContext profile;
    private readonly List<string> browserErrors = [];

    private Visitor(IBrowserContext profile, IPage page)
    {
        (this.profile, Page) = (profile, page);
        // A refused form is answered with 4xx, which the console also reports; that is no error of the page.
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                browserErrors.Add(message.Text);
            }
        };
        page.PageError += (_, error) => browserErrors.Add(error);
    }

    public IPage Page { get; }

    /// <summary>The region of messages about actions; notes within the page are not in it.</summary>
    public ILocator Toast => Page.Locator("#toasts");

    /// <summary>Script errors and violations of the content security policy so far.</summary>
    public IReadOnlyList<string> BrowserErrors => browserErrors;

    public static async Task<Visitor> OpenAsync(IBrowserContext profile) => new(profile, await profile.NewPageAsync());

    /// <summary>
    /// Opens a page and waits until the network is idle, measuring <see cref="LayoutShiftAsync"/>.
    /// </summary>
    public async Task WatchLayoutAsync(string address)
    {
        await Page.AddInitScriptAsync(
            """
            window.shift = 0;
            const observer = new PerformanceObserver(list => { for (const entry of list.getEntries()) window.shift += entry.value; });
            observer.observe({ type: 'layout-shift', buffered: true });
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

    /// <summary>Presses Tab until the element has the focus.</summary>
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

        throw new InvalidOperationException("The element is not reached with the Tab key.");
    }

    public async ValueTask DisposeAsync() => await profile.CloseAsync();
}
