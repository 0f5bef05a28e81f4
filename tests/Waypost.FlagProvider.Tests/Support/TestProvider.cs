using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Waypost.FlagProvider.Store;
using Waypost.FlagProvider.Upstream;
using Waypost.Testing;
using Waypost.Wire;

namespace Waypost.FlagProvider.Tests.Support;

/// <summary>A complete provider in this process, with Kestrel on a free port, an in-memory manager and a replaceable clock.</summary>
internal sealed class TestProvider : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly HttpClient client;
    private Task? stopping;

    private TestProvider(WebApplication app, FakeManager manager, TimeProvider time)
    {
        this.app = app;
        Manager = manager;
        Time = time;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        // Disposing a response must close the stream instead of draining it.
        client = new HttpClient(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = Address };
    }

    public FakeManager Manager { get; }

    public TimeProvider Time { get; }

    public Uri Address { get; }

    public FlagStore Store => app.Services.GetRequiredService<FlagStore>();

    public T Service<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    /// <summary>Starts a provider and waits until it has everything the manager has.</summary>
    public static async Task<TestProvider> StartAndSyncAsync(
        FakeManager? manager = null,
        TimeProvider? time = null,
        Action<WebApplicationBuilder>? configure = null,
        params (string Name, string Value)[] settings
    )
    {
        manager ??= ManagerWith(TestData.Snapshot(1));
        var provider = await StartAsync(manager, time, configure, settings);
        await Eventually.IsTrueAsync(() => provider.Service<ManagerStatus>().HasCaughtUp);
        return provider;
    }

    public static async Task<TestProvider> StartAsync(
        FakeManager? manager = null,
        TimeProvider? time = null,
        Action<WebApplicationBuilder>? configure = null,
        params (string Name, string Value)[] settings
    )
    {
        manager ??= new FakeManager();
        manager.Time = time ?? TimeProvider.System;
        var app = ProviderApp.Build(
            [],
            builder =>
            {
                builder.Configuration.AddInMemoryCollection(
                    new Dictionary<string, string?>
                    {
                        ["urls"] = "http://127.0.0.1:0",
                        ["Waypost:WebhookSecret"] = FakeManager.SecretText,
                        ["Waypost:ManagerUrl"] = "http://manager.test",
                        ["Waypost:Streams:Spread"] = "00:00:00",
                        ["OTEL_RESOURCE_ATTRIBUTES"] = "service.instance.id=provider-1",
                    }
                );
                builder.Configuration.AddInMemoryCollection(
                    settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value)
                );
                builder.Logging.ClearProviders();
                builder.Services.AddSingleton(time ?? TimeProvider.System);
                builder.Services.AddHttpClient(ManagerClient.Name).ConfigurePrimaryHttpMessageHandler(() => manager);
                configure?.Invoke(builder);
            }
        );
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestProvider(app, manager, time ?? TimeProvider.System);
    }

    public static FakeManager ManagerWith(params Waypost.Flags.Snapshot[] snapshots)
    {
        var manager = new FakeManager();
        foreach (var snapshot in snapshots)
        {
            manager.Set(snapshot);
        }

        return manager;
    }

    public Task<HttpResponseMessage> GetAsync(string path, string? key = TestData.ServerKey, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public async Task<SseReader> StreamAsync(string? resumeFrom = null, string key = TestData.ServerKey)
    {
        var response = await GetAsync("/stream", key, resumeFrom is null ? [] : [("Last-Event-ID", resumeFrom)]);
        response.EnsureSuccessStatusCode();
        return await SseReader.OpenAsync(response);
    }

    public Task<HttpResponseMessage> PostAsync(Webhook webhook, WebhookSecret? secret = null) =>
        PostAsync(JsonSerializer.SerializeToUtf8Bytes(webhook, WireJson.Default.Webhook), secret);

    public Task<HttpResponseMessage> PostAsync(byte[] body, WebhookSecret? secret = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, WirePaths.Webhooks);
        SignedRequests.Sign(request, body, secret ?? FakeManager.Secret, Time);
        return SendAsync(request);
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) =>
        client.SendAsync(request, TestContext.Current.CancellationToken);

    public async Task<JsonElement> HealthAsync()
    {
        using var response = await GetAsync("/health", key: null);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return JsonDocument.Parse(body).RootElement.GetProperty("checks").GetProperty("snapshots");
    }

    public Task StopAsync() => stopping ??= app.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await StopAsync();
        await app.DisposeAsync();
    }
}
