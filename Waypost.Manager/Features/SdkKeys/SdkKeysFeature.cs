using FluentValidation;

namespace Waypost.Manager.Features.SdkKeys;

/// <summary>SDK keys of an environment.</summary>
internal static class SdkKeysFeature
{
    public static IServiceCollection AddSdkKeysFeature(this IServiceCollection services) =>
        services
            .AddScoped<ListSdkKeys.Handler>()
            .AddScoped<CreateSdkKey.Handler>()
            .AddScoped<RotateSdkKey.Handler>()
            .AddScoped<RevokeSdkKey.Handler>()
            .AddSingleton<IValidator<CreateSdkKey.Request>, CreateSdkKey.Validator>()
            .AddSingleton<IValidator<RotateSdkKey.Request>, RotateSdkKey.Validator>();

    public static void MapSdkKeysFeature(this RouteGroupBuilder api)
    {
        var keys = api.MapGroup("/projects/{project}/environments/{environment}/sdk-keys").WithTags("SDK keys");
        ListSdkKeys.Map(keys);
        CreateSdkKey.Map(keys);
        RotateSdkKey.Map(keys);
        RevokeSdkKey.Map(keys);
    }
}
