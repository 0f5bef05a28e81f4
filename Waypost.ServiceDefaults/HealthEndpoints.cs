using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Waypost.ServiceDefaults;

/// <summary>
/// <c>/alive</c> runs only the checks tagged <see cref="LiveTag"/>, so that an unavailable database never restarts a process.
/// <c>/health</c> runs all checks and decides whether the service receives traffic.
/// </summary>
public static class HealthEndpoints
{
    /// <summary>The tag of checks that depend on nothing outside the process.</summary>
    public const string LiveTag = "live";

    internal const string AlivePath = "/alive";
    internal const string HealthPath = "/health";

    /// <summary>Limits checks without a timeout of their own, such as on a database that accepts connections but does not answer.</summary>
    internal static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(5);

    internal static void AddChecks(IServiceCollection services)
    {
        services
            .AddHealthChecks()
            .AddCheck("self", () => HealthCheckResult.Healthy("The process answers."), [LiveTag])
            .AddCheck<NotStopping>("running");
        services.PostConfigure<HealthCheckServiceOptions>(checks =>
        {
            foreach (var check in checks.Registrations.Where(check => check.Timeout == Timeout.InfiniteTimeSpan))
            {
                check.Timeout = CheckTimeout;
            }
        });
    }

    internal static void Map(IEndpointRouteBuilder app)
    {
        Map(app, AlivePath, check => check.Tags.Contains(LiveTag));
        Map(app, HealthPath, check => true);
    }

    // Short-circuited, because other middleware reads the database (authentication) or redirects probes.
    private static void Map(IEndpointRouteBuilder app, string path, Func<HealthCheckRegistration, bool> which) =>
        app.MapHealthChecks(
                path,
                new HealthCheckOptions
                {
                    Predicate = which,
                    ResponseWriter = HealthReportJson.WriteAsync,
                    AllowCachingResponses = false,
                    ResultStatusCodes =
                    {
                        [HealthStatus.Healthy] = StatusCodes.Status200OK,
                        [HealthStatus.Degraded] = StatusCodes.Status200OK,
                        [HealthStatus.Unhealthy] = StatusCodes.Status503ServiceUnavailable,
                    },
                }
            )
            .AllowAnonymous()
            .DisableHttpMetrics()
            .ShortCircuit();

    /// <summary>Unhealthy after the stop signal, so that no new traffic arrives while requests are completed.</summary>
    private sealed class NotStopping(IHostApplicationLifetime lifetime) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(
                lifetime.ApplicationStopping.IsCancellationRequested
                    ? HealthCheckResult.Unhealthy("The service is shutting down.")
                    : HealthCheckResult.Healthy()
            );
    }
}
