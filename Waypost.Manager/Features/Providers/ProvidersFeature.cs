namespace Waypost.Manager.Features.Providers;

/// <summary>The registered provider replicas.</summary>
internal static class ProvidersFeature
{
    public static IServiceCollection AddProvidersFeature(this IServiceCollection services) => services.AddScoped<ListProviders.Handler>();

    public static void MapProvidersFeature(this RouteGroupBuilder api) => ListProviders.Map(api.MapGroup("/providers"));
}
