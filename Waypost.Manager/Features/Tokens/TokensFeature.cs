using FluentValidation;

namespace Waypost.Manager.Features.Tokens;

/// <summary>Access tokens.</summary>
internal static class TokensFeature
{
    public static IServiceCollection AddTokensFeature(this IServiceCollection services) =>
        services
            .AddScoped<FindTokens.Handler>()
            .AddScoped<CreateToken.Handler>()
            .AddScoped<DeleteToken.Handler>()
            .AddSingleton<IValidator<CreateToken.Request>, CreateToken.Validator>();

    public static void MapTokensFeature(this RouteGroupBuilder api)
    {
        var tokens = api.MapGroup("/tokens").WithTags("Tokens");
        FindTokens.Map(tokens);
        CreateToken.Map(tokens);
        DeleteToken.Map(tokens);
    }
}
