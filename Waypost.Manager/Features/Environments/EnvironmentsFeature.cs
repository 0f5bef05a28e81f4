using FluentValidation;

namespace Waypost.Manager.Features.Environments;

/// <summary>Environments of a project.</summary>
internal static class EnvironmentsFeature
{
    public static IServiceCollection AddEnvironmentsFeature(this IServiceCollection services) =>
        services
            .AddScoped<FindEnvironments.Handler>()
            .AddScoped<CreateEnvironment.Handler>()
            .AddScoped<DeleteEnvironment.Handler>()
            .AddSingleton<IValidator<CreateEnvironment.Request>, CreateEnvironment.Validator>();

    public static void MapEnvironmentsFeature(this RouteGroupBuilder api)
    {
        var environments = api.MapGroup("/projects/{project}/environments").WithTags("Environments");
        FindEnvironments.Map(environments);
        CreateEnvironment.Map(environments);
        DeleteEnvironment.Map(environments);
    }
}
