using FluentValidation;

namespace Waypost.Manager.Features.Experiments.HoldoutReports;

/// <summary>Reports of holdouts: what everything that was shipped changed, together.</summary>
internal static class HoldoutReportsFeature
{
    public static IServiceCollection AddHoldoutReports(this IServiceCollection services) =>
        services
            .AddScoped<FindHoldouts.Handler>()
            .AddScoped<GetHoldoutReport.Handler>()
            .AddScoped<CheckHoldoutUsers.Handler>()
            .AddScoped<ComputeHoldoutReport.Handler>()
            .AddScoped<CancelHoldoutReport.Handler>()
            .AddSingleton<IValidator<HoldoutReportRequest>, HoldoutReportRequest.Validator>();

    public static void MapHoldoutReports(this RouteGroupBuilder api)
    {
        var holdouts = api.MapGroup("/projects/{project}/holdouts").WithTags("Layers");
        FindHoldouts.Map(holdouts);
        GetHoldoutReport.Map(holdouts);
        ComputeHoldoutReport.Map(holdouts);
        CheckHoldoutUsers.Map(holdouts);
        CancelHoldoutReport.Map(holdouts);
    }
}
