using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Waypost.Manager.Ui.Tests.Running;

/// <summary>
/// Waits for an address and then for the page itself to be complete. Playwright's own wait for the load event sometimes misses it,
/// when the event comes while the address is still being compared.
/// </summary>
internal static class PageNavigation
{
    public static async Task WaitForPageAsync(this IPage page, string url)
    {
        await page.WaitForURLAsync(url, new() { WaitUntil = WaitUntilState.Commit });
        await CompleteAsync(page);
    }

    public static async Task WaitForPageAsync(this IPage page, Regex url)
    {
        await page.WaitForURLAsync(url, new() { WaitUntil = WaitUntilState.Commit });
        await CompleteAsync(page);
    }

    private static async Task CompleteAsync(IPage page) => await page.WaitForFunctionAsync("() => document.readyState === 'complete'");
}
