using FluentValidation;
using Scalar.AspNetCore;
using Waypost.Manager.Features.Flags;
using Waypost.Manager.Features.Settings;
using Waypost.Manager.Features.Setup;
using Waypost.Manager.Http.Access;

namespace Waypost.Manager.Features;

/// <summary>The REST API on one page: every slice, where it hangs.</summary>
internal static class Api
{
    public static IServiceCollection AddWaypostFeatures(this IServiceCollection services)
    {
        services.AddSingleton<SetupToken>();
        services.AddScoped<Bootstrap>().AddScoped<Demo>();
        services.AddScoped<CreateFlag.Handler>().AddScoped<FindFlags.Handler>().AddScoped<EditFlag.Handler>().AddScoped<DeleteFlag.Handler>();
        services.AddScoped<ChangeSettings.Handler>().AddScoped<GetSettings.Handler>();
        services.AddSingleton<IValidator<CreateFlag.Request>, CreateFlag.Validator>()
            .AddSingleton<IValidator<EditFlag.Request>, EditFlag.Validator>()
            .AddSingleton<IValidator<SettingsRequest>, SettingsRequest.Validator>();
        return services;
    }

    public static void MapWaypostApi(this WebApplication app)
    {
        app.MapOpenApi().AllowAnonymous();
        app.MapScalarApiReference("/api/docs").AllowAnonymous();

        var api = app.MapGroup("/api/v1").RequireAuthorization(Roles.Viewer).AddEndpointFilter<CookieAntiforgery>()
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);

        var flags = api.MapGroup("/projects/{project}/flags").WithTags("Flags");
        CreateFlag.Map(flags);
        FindFlags.Map(flags);
        EditFlag.Map(flags);
        DeleteFlag.Map(flags);

        var settings = api.MapGroup("/projects/{project}/environments/{environment}/flags/{flag}").WithTags("Settings");
        GetSettings.Map(settings);
        WriteSettings.Map(settings);
        Assign.Map(settings);
    }
}
