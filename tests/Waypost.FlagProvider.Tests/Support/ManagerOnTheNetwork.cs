using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;

namespace Waypost.FlagProvider.Tests.Support;

/// <summary>The manager in memory, behind a socket: for tests about what a call carries along.</summary>
internal sealed class ManagerOnTheNetwork : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HttpMessageInvoker fake;

    private ManagerOnTheNetwork(WebApplication app)
    {
        this.app = app;
        fake = new HttpMessageInvoker(Fake);
        app.Run(PassAsync);
    }

    public FakeManager Fake { get; } = TestProvider.Holding(Sample.Snapshot(1));

    public Uri Address => new(app.Urls.Single());

    public static async Task<ManagerOnTheNetwork> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var manager = new ManagerOnTheNetwork(builder.Build());
        await manager.app.StartAsync(TestContext.Current.CancellationToken);
        return manager;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        fake.Dispose();
    }

    private async Task PassAsync(HttpContext http)
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

        using var answer = await fake.SendAsync(request, http.RequestAborted);
        http.Response.StatusCode = (int)answer.StatusCode;
        await answer.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
    }
}
