namespace Waypost.Manager.Features.Reports;

/// <summary>Reports of experiments, and links that share them.</summary>
internal static class ReportsFeature
{
    public static IServiceCollection AddReportsFeature(this IServiceCollection services) =>
        services.AddScoped<GetReport.Handler>().AddScoped<ShareLinks.Handler>();

    public static void MapReportsFeature(this RouteGroupBuilder api)
    {
        var experiments = api.MapGroup("/projects/{project}/experiments").WithTags("Experiments");
        GetReport.Map(experiments);
        ShareLinks.Map(experiments);
    }
}
