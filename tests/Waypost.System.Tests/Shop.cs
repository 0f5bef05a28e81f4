using AngleSharp.Html.Parser;
using Waypost.Testing;

namespace Waypost.System.Tests;

/// <summary>The shop as a visitor sees it.</summary>
internal sealed class Shop(string url)
{
    // Without cookies, every visit is a first visit.
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseCookies = false });

    /// <returns>"new" or "old".</returns>
    internal async Task<string?> QuoteFormForAsync(string visitor)
    {
        var page = await Http.GetStringAsync(new Uri(new Uri(url), $"/quote?as={Uri.EscapeDataString(visitor)}"), TestTimeout.Token());
        return new HtmlParser().ParseDocument(page).QuerySelector("#quote-form")?.GetAttribute("data-variant");
    }
}
