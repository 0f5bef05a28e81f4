using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Waypost.ServiceDefaults.Tests;

/// <summary>A service with the service defaults, in Production, on a free port.</summary>
internal sealed class TestService : IAsyncDisposable
{
    private readonly HttpClient client;

    private TestService(WebApplication app)
    {
        App = app;
        // Like a browser, it sends no trace context.
        client = new(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = new(app.Urls.Single()) };
    }

    public WebApplication App { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static WebApplicationBuilder Builder(params (string Setting, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Setting, setting.Value))
        );
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.AddServiceDefaults();
        return builder;
    }

    public static async Task<TestService> StartAsync(WebApplicationBuilder builder, Action<WebApplication>? map = null)
    {
        var app = builder.Build();
        app.MapDefaultEndpoints();
        map?.Invoke(app);
        await app.StartAsync(Token);
        return new(app);
    }

    public Task<HttpResponseMessage> GetAsync(string path) => client.GetAsync(new Uri(path, UriKind.Relative), Token);

    public async Task<(int Status, JsonElement Body)> HealthAsync(string path = "/health")
    {
        using var answer = await GetAsync(path);
        return ((int)answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync(Token)));
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return App.DisposeAsync();
    }
}
