using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Waypost.Testing;
using Waypost.Wire;

namespace Waypost.FlagProvider.Tests.Support;

/// <summary>A manager for provider processes that records their registrations and answers 503.</summary>
internal sealed class UnavailableManager : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ProviderRegistration> registrations = new();
    private readonly WebApplication app;

    private UnavailableManager(WebApplication app)
    {
        this.app = app;
        app.MapPost(
            WirePaths.Providers,
            async (HttpRequest request) =>
            {
                var registration = (
                    await JsonSerializer.DeserializeAsync(
                        request.Body,
                        WireJson.Default.ProviderRegistration,
                        request.HttpContext.RequestAborted
                    )
                )!;
                registrations[registration.InstanceId] = registration;
                return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            }
        );
    }

    public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<UnavailableManager> OpenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var manager = new UnavailableManager(builder.Build());
        await manager.app.StartAsync(TestContext.Current.CancellationToken);
        return manager;
    }

    /// <summary>Waits for the replica to register, and returns the version it reported for the production environment.</summary>
    public async Task<string?> GetReportedVersionAsync(string instanceId)
    {
        await Eventually.IsTrueAsync(() => registrations.ContainsKey(instanceId));
        return registrations[instanceId].Versions.GetValueOrDefault(TestData.Production.ToString());
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
