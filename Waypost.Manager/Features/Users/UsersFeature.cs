using FluentValidation;
using Waypost.Manager.Core;

namespace Waypost.Manager.Features.Users;

/// <summary>Users who may sign in.</summary>
internal static class UsersFeature
{
    public static IServiceCollection AddUsersFeature(this IServiceCollection services) =>
        services
            .AddScoped<FindUsers.Handler>()
            .AddScoped<CreateUser.Handler>()
            .AddScoped<EditUser.Handler>()
            .AddScoped<DeleteUser.Handler>()
            .AddSingleton<IValidator<CreateUser.Request>, CreateUser.Validator>()
            .AddSingleton<IValidator<EditUser.Request>, EditUser.Validator>();

    public static void MapUsersFeature(this RouteGroupBuilder api)
    {
        var users = api.MapGroup("/users").WithTags("Users").RequireAuthorization(Roles.Admin);
        FindUsers.Map(users);
        CreateUser.Map(users);
        EditUser.Map(users);
        DeleteUser.Map(users);
    }
}
