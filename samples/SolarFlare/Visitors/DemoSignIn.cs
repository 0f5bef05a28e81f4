using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace SolarFlare.Visitors;

/// <summary>
/// "Who am I?": anybody may be anybody, so that custom assignments can be tried by hand. Only a demonstration can allow itself this.
/// The form stands in every footer; <c>?as=julia+m</c> on any page does the same.
/// </summary>
internal static class DemoSignIn
{
    private const int LongestName = 100;

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/who", WhoAsync);

    internal static async Task AsNamedInQueryAsync(HttpContext http, RequestDelegate next)
    {
        if (HttpMethods.IsGet(http.Request.Method) && http.Request.Query.TryGetValue("as", out var names))
        {
            await BecomeAsync(http, names.ToString());
        }

        await next(http);
    }

    private static async Task<RedirectHttpResult> WhoAsync(HttpContext http, [FromForm] string? name, [FromForm] string? back)
    {
        await BecomeAsync(http, name);
        // Only ever to a page of ours.
        return TypedResults.LocalRedirect(back is ['/', not ('/' or '\\'), ..] && !back.Any(char.IsControl) ? back : "/");
    }

    private static async Task BecomeAsync(HttpContext http, string? name)
    {
        name = name?.Trim();
        if (name is not { Length: > 0 and <= LongestName } || name.Any(char.IsControl))
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
