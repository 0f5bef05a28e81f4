using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Waypost.Manager.Ui.Tests.Running;

/// <summary>
/// Waits for an address and then for the page itself to be complete. Playwright's own <c>WaitForURLAsync</c> is an event: it misses the
/// load event that comes while the address is being compared, and never returns if the page has already committed.
/// </summary>
internal static class PageNavigation
{
    /// <param name="url">With <c>**</c> for any text.</param>
    public static Task WaitForPageAsync(this IPage page, string url) =>
        page.WaitForPageAsync(new Regex($"^{Regex.Escape(url).Replace(@"\*\*", ".*", StringComparison.Ordinal)}$"));

    public static async Task WaitForPageAsync(this IPage page, Regex url)
    {
        await Assertions.Expect(page).ToHaveURLAsync(url);
        // Not by a function of the page: without script its timers do not run.
        await page.WaitForLoadStateAsync(LoadState.Load);
    }
}
