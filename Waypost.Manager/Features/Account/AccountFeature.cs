namespace Waypost.Manager.Features.Account;

/// <summary>Signing in and out, and one's own password.</summary>
internal static class AccountFeature
{
    public static IServiceCollection AddAccountFeature(this IServiceCollection services) =>
        services.AddScoped<SignIn.Handler>().AddScoped<SignOut.Handler>().AddScoped<ChangePassword.Handler>();
}
