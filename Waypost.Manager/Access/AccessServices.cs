using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Manager.Http;

namespace Waypost.Manager.Access;

/// <summary>Authentication and authorization: the UI's cookie or an access token.</summary>
internal static class AccessServices
{
    private const string CookieOrToken = "WaypostEither";

    public static IServiceCollection AddWaypostAccess(this IServiceCollection services, IHostEnvironment environment)
    {
        services.AddHttpContextAccessor();
        services.AddScoped(provider => Actor.Of(provider.GetRequiredService<IHttpContextAccessor>().HttpContext?.User ?? new()));
        services
            .AddIdentityCore<User>(identity =>
            {
                identity.Password.RequiredLength = AccessRules.PasswordLength;
                identity.Password.RequireDigit = false;
                identity.Password.RequireLowercase = false;
                identity.Password.RequireUppercase = false;
                identity.Password.RequireNonAlphanumeric = false;
                identity.User.RequireUniqueEmail = true;
                // E-mail addresses contain more than letters and digits; AccessRules validates them.
                identity.User.AllowedUserNameCharacters = "";
                identity.Lockout.MaxFailedAccessAttempts = 5;
                identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
            })
            .AddEntityFrameworkStores<ManagerDb>()
            .AddSignInManager()
            .AddClaimsPrincipalFactory<WaypostPrincipalFactory>();
        // A changed password or role ends all sessions within a minute.
        services.Configure<SecurityStampValidatorOptions>(stamp => stamp.ValidationInterval = TimeSpan.FromSeconds(30));

        services
            .AddAuthentication(CookieOrToken)
            .AddPolicyScheme(
                CookieOrToken,
                null,
                scheme =>
                    scheme.ForwardDefaultSelector = context =>
                        TokenAuthentication.IsPresent(context.Request)
                            ? TokenAuthentication.SchemeName
                            : IdentityConstants.ApplicationScheme
            )
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.SchemeName, null)
            .AddCookie(IdentityConstants.ApplicationScheme, cookie => Configure(cookie, environment))
            // Never issued, but Identity signs out of it when a session is no longer valid, and throws if it is unknown.
            .AddCookie(IdentityConstants.TwoFactorRememberMeScheme);

        services
            .AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(Roles.Viewer, policy => policy.RequireRole(Roles.Viewer, Roles.Editor, Roles.Admin))
            .AddPolicy(Roles.Editor, policy => policy.RequireRole(Roles.Editor, Roles.Admin))
            .AddPolicy(Roles.Admin, policy => policy.RequireRole(Roles.Admin));
        return services;
    }

    private static void Configure(CookieAuthenticationOptions cookie, IHostEnvironment environment)
    {
        // The __Host- prefix needs https, which a local run does not have.
        var local = environment.IsDevelopment();
        cookie.Cookie.Name = local ? "waypost" : "__Host-waypost";
        cookie.Cookie.SecurePolicy = local ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.Path = "/";
        cookie.LoginPath = "/sign-in";
        cookie.ReturnUrlParameter = "returnUrl";
        cookie.ExpireTimeSpan = TimeSpan.FromDays(14);
        cookie.SlidingExpiration = true;
        cookie.Events.OnValidatePrincipal = SecurityStampValidator.ValidatePrincipalAsync;
        cookie.Events.OnRedirectToLogin = context =>
            IsApi(context.Request)
                ? Problems
                    .Problem(
                        StatusCodes.Status401Unauthorized,
                        "unauthenticated",
                        "Not signed in",
                        "Send an access token as 'Authorization: Bearer wp_pat_…', or sign in."
                    )
                    .ExecuteAsync(context.HttpContext)
                : Redirect(context);
        cookie.Events.OnRedirectToAccessDenied = context =>
            Problems
                .Problem(StatusCodes.Status403Forbidden, "forbidden", "Not allowed", "Your role does not allow this. Ask an administrator.")
                .ExecuteAsync(context.HttpContext);
    }

    private static Task Redirect(RedirectContext<CookieAuthenticationOptions> context)
    {
        context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }

    private static bool IsApi(HttpRequest request) =>
        request.Path.StartsWithSegments("/api")
        || request.Path.StartsWithSegments("/openapi")
        || request.Path.StartsWithSegments("/internal");
}
