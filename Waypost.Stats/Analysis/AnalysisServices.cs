using Waypost.Stats.Jobs;

namespace Waypost.Stats.Analysis;

internal static class AnalysisServices
{
    public static IServiceCollection AddAnalysis(this IServiceCollection services)
    {
        services.AddSingleton<ExposureCounter>();
        services.AddSingleton<ExperimentCounter>();
        services.AddSingleton<MetricQueries>();
        services.AddSingleton<AnalysisJob>();
        services.AddSingleton<IJobHandler>(provider => provider.GetRequiredService<AnalysisJob>());
        services.AddSingleton<ExposuresJob>();
        services.AddSingleton<IJobHandler>(provider => provider.GetRequiredService<ExposuresJob>());
        services.AddSingleton<NoveltyQueries>();
        services.AddSingleton<NoveltyJob>();
        services.AddSingleton<IJobHandler>(provider => provider.GetRequiredService<NoveltyJob>());
        services.AddSingleton<AaTestQueries>();
        services.AddSingleton<AaTestJob>();
        services.AddSingleton<IJobHandler>(provider => provider.GetRequiredService<AaTestJob>());
        services.AddSingleton<LevelCounter>();
        services.AddSingleton<BreakdownQueries>();
        services.AddSingleton<BreakdownJob>();
        services.AddSingleton<IJobHandler>(provider => provider.GetRequiredService<BreakdownJob>());
        return services;
    }
}
