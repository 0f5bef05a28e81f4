using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Waypost.Manager.Tests.Support;

namespace Waypost.Manager.Tests.Access;

/// <summary>Only the listed endpoints can be called without signing in.</summary>
public sealed class OpenEndpointsTests(ManagerUnderTest manager) : IClassFixture<ManagerUnderTest>
{
    /// <summary>
    /// Route prefixes: health, the API's description, signed calls of providers, signing in, reports by their link, style sheets and
    /// scripts.
    /// </summary>
    private static readonly string[] Open =
    [
        "alive",
        "health",
        "openapi/",
        "api/docs",
        "internal/",
        "sign-in",
        "sign-out",
        "setup",
        "shared",
        "account/theme",
        "not-found",
        "Error",
        "_framework/",
        "_content/",
        "_blazor",
        "_internal/",
        "lib/",
    ];

    [Fact]
    public void Only_listed_endpoints_are_open()
    {
        var open = manager
            .Get<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .Select(e => e.RoutePattern.RawText!.TrimStart('/'))
            .ToList();
        var unlisted = open.Where(route => !IsFile(route) && !Open.Any(o => route.StartsWith(o, StringComparison.OrdinalIgnoreCase)));

        Assert.NotEmpty(open);
        Assert.Empty(unlisted);
    }

    [Theory]
    [InlineData("GET //")]
    [InlineData("GET //projects/default/production/flags")]
    [InlineData("GET //nowhere")]
    public async Task A_page_redirects_visitors_who_are_not_signed_in(string request)
    {
        using var browser = manager.Running.Client();
        browser.DefaultRequestHeaders.Add("Accept", "text/html");

        var answer = await browser.CallAsync(request);

        Assert.Equal("/sign-in", answer.Expect(302).Response.Headers.Location!.PathAndQuery.Split('?')[0]);
    }

    /// <summary>Static assets end in an extension and have no parameters.</summary>
    private static bool IsFile(string route) => Path.HasExtension(route) && !route.Contains('{', StringComparison.Ordinal);
}
