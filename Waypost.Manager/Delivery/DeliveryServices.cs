using Waypost.Wire;

namespace Waypost.Manager.Delivery;

/// <summary>Registers the delivery to provider replicas.</summary>
internal static class DeliveryServices
{
    public static IServiceCollection AddWaypostDelivery(this IServiceCollection services)
    {
        services
            .AddHttpClient(WebhookClient.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    UseProxy = false,
                    UseCookies = false,
                    ConnectCallback = CallbackUrls.ConnectAsync,
                    PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
                }
            );
        services.AddSingleton(provider => new ReplayGuard(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<WebhookClient>().AddSingleton<WebhookPayloadBuilder>().AddSingleton<ReplicaStore>();
        services.AddSingleton<ReplicaRegistry>().AddHostedService(provider => provider.GetRequiredService<ReplicaRegistry>());
        services.AddScoped<RegisterProvider.Handler>();
        return services;
    }

    /// <summary>Requests under <c>/internal</c> are authenticated by their signature.</summary>
    public static void MapWaypostDelivery(this WebApplication app)
    {
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments("/internal"),
            signed => signed.UseMiddleware<SignedRequestMiddleware>()
        );
        var signed = app.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        RegisterProvider.Map(signed);
        ProviderReads.Map(signed);
    }
}
