using FluentValidation;

namespace Waypost.Manager.Features.Layers;

/// <summary>What keeps experiments of a project apart: layers, and a holdout.</summary>
internal static class LayersFeature
{
    public static IServiceCollection AddLayersFeature(this IServiceCollection services) =>
        services
            .AddScoped<FindLayers.Handler>()
            .AddScoped<CreateLayer.Handler>()
            .AddScoped<EditLayer.Handler>()
            .AddScoped<DeleteLayer.Handler>()
            .AddScoped<GetHoldout.Handler>()
            .AddScoped<StartHoldout.Handler>()
            .AddScoped<EditHoldout.Handler>()
            .AddScoped<EndHoldout.Handler>()
            .AddSingleton<IValidator<CreateLayer.Request>, CreateLayer.Validator>()
            .AddSingleton<IValidator<EditLayer.Request>, EditLayer.Validator>()
            .AddSingleton<IValidator<StartHoldout.Request>, StartHoldout.Validator>();

    public static void MapLayersFeature(this RouteGroupBuilder api)
    {
        var layers = api.MapGroup("/projects/{project}/layers").WithTags("Layers");
        FindLayers.Map(layers);
        CreateLayer.Map(layers);
        EditLayer.Map(layers);
        DeleteLayer.Map(layers);
        var holdout = api.MapGroup("/projects/{project}/holdout").WithTags("Layers");
        GetHoldout.Map(holdout);
        StartHoldout.Map(holdout);
        EditHoldout.Map(holdout);
        EndHoldout.Map(holdout);
    }
}
