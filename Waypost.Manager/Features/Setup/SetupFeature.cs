using FluentValidation;
using Microsoft.Extensions.Options;
using Waypost.Manager.Core;

namespace Waypost.Manager.Features.Setup;

/// <summary>What an empty database needs before anyone can sign in.</summary>
internal static class SetupFeature
{
    public static IServiceCollection AddSetupFeature(this IServiceCollection services) =>
        services
            .AddSingleton<SetupToken>()
            .AddScoped<Bootstrap>()
            .AddScoped<CreateFirstAdministrator.Handler>()
            .AddSingleton<IValidator<CreateFirstAdministrator.Request>, CreateFirstAdministrator.Validator>()
            .AddSingleton<IValidateOptions<ManagerOptions>, BootstrapOptionsValidator>();
}
