using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Waypost.Sdk.AspNetCore;

namespace Waypost.Sdk.Tests.AspNetCore;

/// <summary>Creates requests as a browser does, with a cookie store.</summary>
internal sealed class FakeBrowser(Action<WaypostAspNetCoreOptions>? configure = null)
{
    private readonly ServiceProvider services = new ServiceCollection()
        .AddWaypostAspNetCore(configure ?? (_ => { }))
        .BuildServiceProvider();

    public Dictionary<string, string> Cookies { get; } = [];

    public HttpContext CreateRequest(ClaimsPrincipal? user = null, string scheme = "http")
    {
        var http = new DefaultHttpContext { RequestServices = services };
        http.Request.Scheme = scheme;
        http.Request.Headers.Cookie = string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));
        if (user is not null)
        {
            http.User = user;
        }

        services.GetRequiredService<IHttpContextAccessor>().HttpContext = http;
        return http;
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>Stores the cookie of a response and returns its Set-Cookie header.</summary>
    public string? StoreCookie(HttpContext http)
    {
        var header = http.Response.Headers.SetCookie.SingleOrDefault();
        if (header?.Split(';')[0].Split('=') is [var name, var value])
        {
            Cookies[name] = value;
        }

        return header;
    }

    public static ClaimsPrincipal SignedIn(string id, string claim = ClaimTypes.NameIdentifier) =>
        new(new ClaimsIdentity([new(claim, id)], "test"));
}
