using Waypost.Wire;

namespace Waypost.Manager.Delivery;

/// <summary>Delivery to provider replicas.</summary>
internal static class DeliveryServices
{
    public static IServiceCollection AddWaypostDelivery(this IServiceCollection services)
    {
        services
            .AddHttpClient(Webhooks.ClientName, client => client.Timeout = Timeout.InfiniteTimeSpan)
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
        services.AddSingleton<Webhooks>().AddSingleton<Payloads>().AddSingleton<ReplicaRows>();
        services.AddSingleton<Replicas>().AddHostedService(provider => provider.GetRequiredService<Replicas>());
        services.AddScoped<RegisterProvider.Handler>();
        return services;
    }

    /// <summary>Everything under <c>/internal</c> carries the signature in place of a user.</summary>
    public static void MapWaypostDelivery(this WebApplication app)
    {
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/internal"), signed => signed.UseMiddleware<SignedRequestFilter>());
        var signed = app.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        RegisterProvider.Map(signed);
        ReadForProviders.Map(signed);
    }
}
