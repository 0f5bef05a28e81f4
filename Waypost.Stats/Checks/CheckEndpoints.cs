using Microsoft.Extensions.Options;
using Waypost.Stats.Planning;
using Waypost.Stats.Queries;
using Waypost.Wire;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Checks;

internal static class CheckEndpoints
{
    public static IServiceCollection AddChecks(this IServiceCollection services)
    {
        services.AddOptions<ChecksOptions>().BindConfiguration("Waypost").ValidateOnStart();
        services.AddSingleton<IValidateOptions<ChecksOptions>, ChecksOptionsValidator>();
        services.AddSingleton<SignedRequestHandler>();
        services.AddSingleton<QueryCheck>();
        services.AddSingleton<QueryEstimates>();
        services.AddSingleton<SuggestedIndexes>();
        services.AddSingleton<SourceCheck>();
        services.AddSingleton<MetricPreview>();
        services.AddSingleton<BaselineMeasurement>();
        services.AddSingleton<PlanRequestHandler>();
        return services;
    }

    public static void MapChecks(this IEndpointRouteBuilder app)
    {
        app.MapPost(
                WirePaths.TestSource,
                (HttpContext http, SignedRequestHandler signed, SourceCheck check) =>
                    signed.HandleAsync(
                        http,
                        ExperimentsJson.Default.SourceCheckRequest,
                        ExperimentsJson.Default.SourceReport,
                        check.RunAsync
                    )
            )
            .WithName("TestSource")
            .WithSummary("Check a connection and its exposures query");
        app.MapPost(
                WirePaths.PreviewMetric,
                (HttpContext http, SignedRequestHandler signed, MetricPreview preview) =>
                    signed.HandleAsync(
                        http,
                        ExperimentsJson.Default.MetricPreviewRequest,
                        ExperimentsJson.Default.MetricReport,
                        preview.RunAsync
                    )
            )
            .WithName("PreviewMetric")
            .WithSummary("Run a metric's queries and return the first rows");
        app.MapPost(
                WirePaths.Plan,
                (HttpContext http, SignedRequestHandler signed, PlanRequestHandler plan) =>
                    signed.HandleAsync(http, ExperimentsJson.Default.PlanRequest, ExperimentsJson.Default.PlanReport, plan.HandleAsync)
            )
            .WithName("Plan")
            .WithSummary("Compute sample size and duration");
    }
}
