using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Waypost.ServiceDefaults;

/// <summary>
/// <c>/alive</c> asks only the checks tagged <see cref="Live"/>, so a dead database never restarts a process;
/// <c>/health</c> asks all and decides whether traffic should come here.
/// </summary>
public static class HealthEndpoints
{
    /// <summary>The tag of checks that look at nothing outside the process.</summary>
    public const string Live = "live";

    internal const string AlivePath = "/alive";
    internal const string HealthPath = "/health";

    /// <summary>A database that accepts connections and answers nothing must not keep the probe waiting as well.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    internal static void AddChecks(IServiceCollection services)
    {
        services
            .AddHealthChecks()
            .AddCheck("self", () => HealthCheckResult.Healthy("The process answers."), [Live])
            .AddCheck<NotStopping>("running");
        services.PostConfigure<HealthCheckServiceOptions>(checks =>
        {
            foreach (var check in checks.Registrations.Where(check => check.Timeout == Timeout.InfiniteTimeSpan))
            {
                check.Timeout = Patience;
            }
        });
    }

    internal static void Map(IEndpointRouteBuilder app)
    {
        Map(app, AlivePath, check => check.Tags.Contains(Live));
        Map(app, HealthPath, check => true);
    }

    // Short-circuited: no middleware (authentication reads the database, redirects send probes away) stands before the answer.
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

    /// <summary>From the stop signal on, nothing new should be sent here, while what is under way is finished.</summary>
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
