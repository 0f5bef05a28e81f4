using FluentValidation;

namespace Waypost.Manager.Features.Flags;

/// <summary>Flag definitions, shared by all environments.</summary>
internal static class FlagsFeature
{
    public static IServiceCollection AddFlagsFeature(this IServiceCollection services) =>
        services
            .AddScoped<CreateFlag.Handler>()
            .AddScoped<FindFlags.Handler>()
            .AddScoped<EditFlag.Handler>()
            .AddScoped<DeleteFlag.Handler>()
            .AddSingleton<IValidator<CreateFlag.Request>, CreateFlag.Validator>()
            .AddSingleton<IValidator<EditFlag.Request>, EditFlag.Validator>();

    public static void MapFlagsFeature(this RouteGroupBuilder api)
    {
        var flags = api.MapGroup("/projects/{project}/flags").WithTags("Flags");
        CreateFlag.Map(flags);
        FindFlags.Map(flags);
        EditFlag.Map(flags);
        DeleteFlag.Map(flags);
    }
}
