using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Shop;

/// <summary>The sample shop with test flags, used by one browser.</summary>
internal sealed class SolarFlareShop : IAsyncDisposable
{
    private readonly WebApplicationFactory<Program> factory;
    private readonly HttpClient browser;

    public SolarFlareShop(TestWaypostClient? flags = null, string events = "", Action<IServiceCollection>? configure = null)
    {
        Flags = flags ?? WaypostClient.ForTesting();
        factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
            host.UseSetting("ConnectionStrings:events", events)
                .ConfigureLogging(logging => logging.ClearProviders())
                .ConfigureTestServices(services =>
                {
                    services.RemoveAll<IWaypostClient>().AddSingleton<IWaypostClient>(Flags);
                    configure?.Invoke(services);
                })
        );
        browser = factory.CreateClient();
    }

    public TestWaypostClient Flags { get; }

    public T Get<T>()
        where T : notnull => factory.Services.GetRequiredService<T>();

    /// <summary>Creates a browser for another visitor.</summary>
    public HttpClient CreateBrowser() => factory.CreateClient();

    public async Task<IDocument> OpenAsync(string path) =>
        Parse(await browser.GetStringAsync(new Uri(path, UriKind.Relative), TestTimeout.Token()));

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => await browser.SendAsync(request, TestTimeout.Token());

    public async Task<HttpResponseMessage> GetAsync(string path) =>
        await browser.GetAsync(new Uri(path, UriKind.Relative), TestTimeout.Token());

    /// <summary>Submits a form of a page with its antiforgery token.</summary>
    public async Task<HttpResponseMessage> PostAsync(IDocument page, string action, params (string Name, string Value)[] fields)
    {
        var token = page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var form = new FormUrlEncodedContent(
            fields.Append(("__RequestVerificationToken", token)).Select(field => KeyValuePair.Create(field.Item1, field.Item2))
        );
        return await browser.PostAsync(new Uri(action, UriKind.Relative), form, TestTimeout.Token());
    }

    public async Task<HttpResponseMessage> PostWithoutTokenAsync(string action, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await browser.PostAsync(new Uri(action, UriKind.Relative), form, TestTimeout.Token());
    }

    public static async Task<IDocument> ReadAsync(HttpResponseMessage response) =>
        Parse(await response.Content.ReadAsStringAsync(TestTimeout.Token()));

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        await factory.DisposeAsync();
    }

    private static AngleSharp.Html.Dom.IHtmlDocument Parse(string html) => new HtmlParser().ParseDocument(html);
}
