namespace Waypost.Manager.Features.Receipts;

/// <summary>Receipts: what is needed to check an experiment's results without trusting Waypost.</summary>
internal static class ReceiptsFeature
{
    public static IServiceCollection AddReceiptsFeature(this IServiceCollection services) => services.AddScoped<GetReceipt.Handler>();

    public static void MapReceiptsFeature(this RouteGroupBuilder api) =>
        GetReceipt.Map(api.MapGroup("/projects/{project}/experiments").WithTags("Experiments"));
}
