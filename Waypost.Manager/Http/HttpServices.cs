using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Waypost.Manager.Http;

/// <summary>Services that the REST API and the pages share.</summary>
internal static class HttpServices
{
    public static IServiceCollection AddWaypostHttp(this IServiceCollection services)
    {
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            BodyLimit.Set(kestrel.Limits);
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
            kestrel.Limits.MaxRequestLineSize = 8 * 1024;
        });
        services.Configure<JsonOptions>(json => JsonBody.Configure(json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddExceptionHandler<ProblemExceptionHandler>();
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = context => Problems.Complete(context.ProblemDetails));
        services.AddAntiforgery(antiforgery => antiforgery.HeaderName = "RequestVerificationToken");
        services.AddOpenApi("v1", ApiDocument.Describe);
        return services;
    }

    /// <summary>Allows for slow queries. No retries, because a signature is valid for one request.</summary>
    public static IServiceCollection AddStatsWorkerClient(this IServiceCollection services)
    {
        services.AddHttpClient<StatsWorkerClient>(client =>
        {
            // https where the platform offers it, as Azure Container Apps does.
            client.BaseAddress = new("https+http://stats");
            client.Timeout = TimeSpan.FromSeconds(30);
        });
        return services;
    }
}
