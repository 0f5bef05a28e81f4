using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Waypost.Sdk.AspNetCore;

/// <summary>A visitor's id: 128 random bits, in a cookie that scripts cannot read.</summary>
internal static class VisitorCookie
{
    private const int Length = 32;

    /// <summary>The id; none if there is no cookie, or one that we did not write.</summary>
    internal static string? Read(HttpContext http, WaypostAspNetCoreOptions options) =>
        http.Request.Cookies[options.CookieName] is { Length: Length } id && id.All(char.IsAsciiHexDigitLower) ? id : null;

    internal static string Issue(HttpContext http, WaypostAspNetCoreOptions options)
    {
        var id = RandomNumberGenerator.GetHexString(Length, lowercase: true);
        if (!http.Response.HasStarted)
        {
            http.Response.Cookies.Append(
                options.CookieName,
                id,
                new()
                {
                    HttpOnly = true,
                    SameSite = SameSiteMode.Lax,
                    Secure = http.Request.IsHttps,
                    MaxAge = options.CookieLifetime,
                    IsEssential = options.CookieIsEssential,
                    Path = "/",
                }
            );
        }

        return id;
    }
}
