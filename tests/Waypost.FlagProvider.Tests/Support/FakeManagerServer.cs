using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace Waypost.FlagProvider.Tests.Support;

/// <summary>The fake manager behind a real socket, for tests that look at what a request carries.</summary>
internal sealed class FakeManagerServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HttpMessageInvoker fake;

    private FakeManagerServer(WebApplication app)
    {
        this.app = app;
        fake = new HttpMessageInvoker(Fake);
        app.Run(ForwardAsync);
    }

    public FakeManager Fake { get; } = TestProvider.ManagerWith(TestData.Snapshot(1));

    public Uri Address => new(app.Urls.Single());

    public static async Task<FakeManagerServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var manager = new FakeManagerServer(builder.Build());
        await manager.app.StartAsync(TestContext.Current.CancellationToken);
        return manager;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        fake.Dispose();
    }

    private async Task ForwardAsync(HttpContext http)
    {
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), http.Request.GetEncodedUrl());
        if (http.Request.ContentLength > 0)
        {
            request.Content = new StreamContent(http.Request.Body);
        }

        foreach (var (name, values) in http.Request.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        using var response = await fake.SendAsync(request, http.RequestAborted);
        http.Response.StatusCode = (int)response.StatusCode;
        await response.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
    }
}
