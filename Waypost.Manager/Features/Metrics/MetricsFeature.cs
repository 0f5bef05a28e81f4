using FluentValidation;

namespace Waypost.Manager.Features.Metrics;

/// <summary>Metrics of a project.</summary>
internal static class MetricsFeature
{
    public static IServiceCollection AddMetricsFeature(this IServiceCollection services) =>
        services
            .AddScoped<FindMetrics.Handler>()
            .AddScoped<CreateMetric.Handler>()
            .AddScoped<ReplaceMetric.Handler>()
            .AddScoped<DeleteMetric.Handler>()
            .AddScoped<PreviewMetric.Handler>()
            .AddScoped<CheckMetric>()
            .AddScoped<AaTests.Handler>()
            .AddScoped<MetricDefaults.Handler>()
            .AddSingleton<IValidator<AaTests.Request>, AaTests.Validator>()
            .AddSingleton<IValidator<MetricDefaults.Values>, MetricDefaults.Validator>()
            .AddSingleton<IValidator<MetricRequest>, MetricRequest.Validator>();

    public static void MapMetricsFeature(this RouteGroupBuilder api)
    {
        var metrics = api.MapGroup("/projects/{project}/metrics").WithTags("Metrics");
        FindMetrics.Map(metrics);
        CreateMetric.Map(metrics);
        ReplaceMetric.Map(metrics);
        DeleteMetric.Map(metrics);
        PreviewMetric.Map(metrics);
        AaTests.Map(metrics);
        MetricDefaults.Map(api.MapGroup("/projects/{project}/metric-defaults").WithTags("Metrics"));
    }
}
