namespace Waypost.Manager.Features.Playground;

/// <summary>Evaluates a flag for a context, as an SDK would.</summary>
internal static class PlaygroundFeature
{
    public static IServiceCollection AddPlaygroundFeature(this IServiceCollection services) =>
        services.AddSingleton<CompiledSnapshots>().AddScoped<EvaluateFlag.Handler>();

    public static void MapPlaygroundFeature(this RouteGroupBuilder api)
    {
        var settings = api.MapGroup("/projects/{project}/environments/{environment}/flags/{flag}").WithTags("Settings");
        EvaluateFlag.Map(settings);
    }
}
