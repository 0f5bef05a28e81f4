using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Waypost.Sdk.AspNetCore;

/// <summary>Stores a visitor's id, 128 random bits, in a cookie that scripts cannot read.</summary>
internal static class VisitorCookie
{
    private const int IdLength = 32;

    /// <summary>The id; null if there is no cookie or its value was not written by <see cref="Issue"/>.</summary>
    internal static string? Read(HttpContext http, WaypostAspNetCoreOptions options) =>
        http.Request.Cookies[options.CookieName] is { Length: IdLength } id && id.All(char.IsAsciiHexDigitLower) ? id : null;

    internal static string Issue(HttpContext http, WaypostAspNetCoreOptions options)
    {
        var id = RandomNumberGenerator.GetHexString(IdLength, lowercase: true);
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
