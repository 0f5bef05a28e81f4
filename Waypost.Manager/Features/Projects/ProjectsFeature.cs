using FluentValidation;

namespace Waypost.Manager.Features.Projects;

/// <summary>Projects.</summary>
internal static class ProjectsFeature
{
    public static IServiceCollection AddProjectsFeature(this IServiceCollection services) =>
        services
            .AddScoped<FindProjects.Handler>()
            .AddScoped<CreateProject.Handler>()
            .AddScoped<EditProject.Handler>()
            .AddScoped<DeleteProject.Handler>()
            .AddSingleton<IValidator<CreateProject.Request>, CreateProject.Validator>()
            .AddSingleton<IValidator<EditProject.Request>, EditProject.Validator>();

    public static void MapProjectsFeature(this RouteGroupBuilder api)
    {
        var projects = api.MapGroup("/projects").WithTags("Projects");
        FindProjects.Map(projects);
        CreateProject.Map(projects);
        EditProject.Map(projects);
        DeleteProject.Map(projects);
    }
}
