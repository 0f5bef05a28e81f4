using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Waypost.ServiceDefaults;

/// <summary>What every Waypost service has in common, in two calls: one before the application is built, one after.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>
    /// Adds logging, telemetry, health checks, service discovery and a bounded shutdown.
    /// Everything set here is a default: the service's own configuration wins.
    /// </summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        DefaultSettings.AddBeneath(builder.Configuration);
        RequestLogs.KeepQueryStringsOut(builder.Logging);
        Telemetry.Add(builder);
        // Names such as http://manager are looked up in services:manager:http:0; addresses pass through untouched.
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http => http.AddServiceDiscovery());
        Shutdown.Add(builder.Services);
        HealthEndpoints.AddChecks(builder.Services);
        builder.Services.AddProblemDetails();
        return builder;
    }

    /// <summary>
    /// Maps <c>/alive</c> (the process answers; nothing else is asked) and <c>/health</c> (every registered check).
    /// Both are anonymous and uncached, in every environment.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        HealthEndpoints.Map(app);
        return app;
    }
}
