using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Waypost.Sdk.AspNetCore;

/// <summary>Integrates Waypost into ASP.NET Core applications.</summary>
public static class WaypostAspNetCoreExtensions
{
    /// <summary>Adds <see cref="IWaypostContextAccessor"/>. Call <c>AddWaypost</c> as well.</summary>
    public static IServiceCollection AddWaypostAspNetCore(this IServiceCollection services) =>
        services.AddWaypostAspNetCore(static _ => { });

    /// <inheritdoc cref="AddWaypostAspNetCore(IServiceCollection)"/>
    public static IServiceCollection AddWaypostAspNetCore(this IServiceCollection services, Action<WaypostAspNetCoreOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services
            .AddOptions<WaypostAspNetCoreOptions>()
            .Configure(configure)
            .Validate(static options => !string.IsNullOrEmpty(options.UserIdClaim), "UserIdClaim must not be empty.")
            .Validate(static options => !string.IsNullOrEmpty(options.CookieName), "CookieName must not be empty.")
            .Validate(static options => options.CookieLifetime > TimeSpan.Zero, "CookieLifetime must be above zero.")
            .ValidateOnStart();
        services.AddHttpContextAccessor();
        services.TryAddSingleton<IWaypostContextAccessor, WaypostContextAccessor>();
        return services;
    }

    /// <summary>
    /// Sets the visitor cookie on the first page request (any request that accepts HTML), before the response starts.
    /// Only needed for pages that evaluate flags after the response has started; otherwise the first evaluation sets the cookie.
    /// </summary>
    public static IApplicationBuilder UseWaypostVisitor(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        return app.Use(
            static (http, next) =>
            {
                if (
                    http.Request.Headers.Accept.Any(static accept =>
                        accept?.Contains("text/html", StringComparison.OrdinalIgnoreCase) == true
                    )
                )
                {
                    RequestEvaluationContext.For(http).GetVisitorId();
                }

                return next(http);
            }
        );
    }

    /// <summary>
    /// Adds a health check for the client's status. Without fresh flags an application still works, with the last known ones or
    /// with defaults, so any status but ready is reported as <paramref name="failureStatus"/>, degraded by default.
    /// </summary>
    public static IHealthChecksBuilder AddWaypost(this IHealthChecksBuilder health, HealthStatus failureStatus = HealthStatus.Degraded)
    {
        ArgumentNullException.ThrowIfNull(health);
        return health.AddCheck<WaypostHealthCheck>("waypost", failureStatus);
    }
}
