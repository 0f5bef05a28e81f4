using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Waypost.ServiceDefaults;

/// <summary>What all Waypost services have in common: one call before the application is built, one after.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>
    /// Adds logging, telemetry, health checks, service discovery and a bounded shutdown. The service's own configuration overrides all
    /// settings.
    /// </summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        DefaultSettings.AddTo(builder.Configuration);
        RequestLogs.ExcludeQueryStrings(builder.Logging);
        Telemetry.Add(builder);
        // Resolves names such as http://manager from services:manager:http:0. Other addresses stay unchanged.
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http => http.AddServiceDiscovery());
        Shutdown.Add(builder.Services);
        HealthEndpoints.AddChecks(builder.Services);
        builder.Services.AddProblemDetails();
        return builder;
    }

    /// <summary>
    /// Maps <c>/alive</c> (whether the process responds) and <c>/health</c> (all registered checks). Both are anonymous and uncached in
    /// every environment.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        HealthEndpoints.Map(app);
        return app;
    }
}
