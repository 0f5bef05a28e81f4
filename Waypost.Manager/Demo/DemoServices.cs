namespace Waypost.Manager.Demo;

/// <summary>The sample shop's data, for <c>Waypost:Demo</c>.</summary>
internal static class DemoServices
{
    public static IServiceCollection AddWaypostDemo(this IServiceCollection services) =>
        services.AddScoped<DemoProject>().AddScoped<DemoExperiments>().AddHostedService<DemoAnalysis>();
}
