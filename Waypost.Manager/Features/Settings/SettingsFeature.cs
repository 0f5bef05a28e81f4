using FluentValidation;

namespace Waypost.Manager.Features.Settings;

/// <summary>A flag's settings in one environment: on or off, targeting, rollout.</summary>
internal static class SettingsFeature
{
    public static IServiceCollection AddSettingsFeature(this IServiceCollection services) =>
        services
            .AddScoped<ChangeSettings.Handler>()
            .AddScoped<GetSettings.Handler>()
            .AddScoped<RestoreAssignments.Handler>()
            .AddSingleton<IValidator<SettingsRequest>, SettingsRequest.Validator>();

    public static void MapSettingsFeature(this RouteGroupBuilder api)
    {
        var settings = api.MapGroup("/projects/{project}/environments/{environment}/flags/{flag}").WithTags("Settings");
        GetSettings.Map(settings);
        WriteSettings.Map(settings);
        Assign.Map(settings);
    }
}
