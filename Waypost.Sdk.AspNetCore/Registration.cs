using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Waypost.Sdk.AspNetCore;

/// <summary>Adds what an ASP.NET application wants on top of <c>AddWaypost</c>.</summary>
public static class WaypostAspNetCoreExtensions
{
    /// <summary>Makes the context of a request injectable as <see cref="IWaypostContextAccessor"/>. Needs <c>AddWaypost</c> too.</summary>
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
    /// Gives every visitor a cookie with the first page asked for (any request that accepts HTML), before the response starts:
    /// for pages that stream, or evaluate late. Where a page evaluates before it writes, the cookie comes by itself.
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
                    Asker.Of(http).Visitor();
                }

                return next(http);
            }
        );
    }

    /// <summary>
    /// Reports the client's status. An application that has no fresh flags still works, with the last known or with defaults,
    /// so anything but ready counts as degraded unless <paramref name="failureStatus"/> says otherwise.
    /// </summary>
    public static IHealthChecksBuilder AddWaypost(this IHealthChecksBuilder health, HealthStatus failureStatus = HealthStatus.Degraded)
    {
        ArgumentNullException.ThrowIfNull(health);
        return health.AddCheck<WaypostHealthCheck>("waypost", failureStatus);
    }
}
