using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Waypost.Testing;
using Waypost.Wire;

namespace Waypost.Manager.Tests.Support;

/// <summary>A provider replica that accepts every webhook and records its trace context.</summary>
internal sealed class ReplicaStub : IAsyncDisposable
{
    private readonly WebApplication app;

    private ReplicaStub(WebApplication app)
    {
        this.app = app;
        app.MapPost(
            WirePaths.Webhooks,
            async (HttpRequest request) =>
            {
                var webhook = await JsonSerializer.DeserializeAsync(
                    request.Body,
                    WireJson.Default.Webhook,
                    request.HttpContext.RequestAborted
                );
                ActivityContext.TryParse(request.Headers.TraceParent, null, out var trace);
                Taken.Enqueue((webhook!, trace));
                return Results.NoContent();
            }
        );
    }

    public ConcurrentQueue<(Webhook Webhook, ActivityContext Trace)> Taken { get; } = new();

    public static async Task<ReplicaStub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var replica = new ReplicaStub(builder.Build());
        await replica.app.StartAsync(TestContext.Current.CancellationToken);
        return replica;
    }

    /// <summary>Registers without any version, and waits until it has received all environments.</summary>
    public async Task RegisterAsync(RunningManager manager, int environments)
    {
        Assert.True(WebhookSecret.TryParse(RunningManager.WebhookSecret, out var secret, out _));
        var registration = new ProviderRegistration
        {
            InstanceId = $"stub-{app.Urls.Single()}",
            CallbackUrl = app.Urls.Single(),
            Versions = new Dictionary<string, string>(),
            Connections = 0,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, WirePaths.Providers + "?wait=0");
        SignedRequests.Sign(
            request,
            JsonSerializer.SerializeToUtf8Bytes(registration, WireJson.Default.ProviderRegistration),
            secret,
            TimeProvider.System
        );
        using var client = manager.Client();
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode);
        await UntilAsync(webhook => webhook.Data.Snapshot is not null, environments);
    }

    /// <summary>Waits until it has received so many matching webhooks.</summary>
    public Task UntilAsync(Func<Webhook, bool> which, int count = 1) =>
        Eventually.IsTrueAsync(() => Taken.Count(one => which(one.Webhook)) >= count);

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
