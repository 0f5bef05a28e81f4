using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace SolarFlare.Visitors;

/// <summary>
/// Signs in as any user without a password, to try out custom assignments. For demos only.
/// Either with the form in the footer, or with <c>?as=julia+m</c> on any page.
/// </summary>
internal static class DemoSignIn
{
    private const int MaxNameLength = 100;

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/who", SignInAsync);

    internal static async Task SignInFromQueryAsync(HttpContext http, RequestDelegate next)
    {
        if (HttpMethods.IsGet(http.Request.Method) && http.Request.Query.TryGetValue("as", out var names))
        {
            await SwitchUserAsync(http, names.ToString());
        }

        await next(http);
    }

    private static async Task<RedirectHttpResult> SignInAsync(HttpContext http, [FromForm] string? name, [FromForm] string? back)
    {
        await SwitchUserAsync(http, name);
        // Local paths only, to prevent open redirects.
        return TypedResults.LocalRedirect(back is ['/', not ('/' or '\\'), ..] && !back.Any(char.IsControl) ? back : "/");
    }

    private static async Task SwitchUserAsync(HttpContext http, string? name)
    {
        name = name?.Trim();
        if (name is not { Length: > 0 and <= MaxNameLength } || name.Any(char.IsControl))
        {
            await http.SignOutAsync();
            http.User = new();
            return;
        }

        http.User = new(
            new ClaimsIdentity(
                [new(ClaimTypes.NameIdentifier, name), new(ClaimTypes.Name, name)],
                CookieAuthenticationDefaults.AuthenticationScheme
            )
        );
        await http.SignInAsync(http.User);
    }
}
