using Microsoft.AspNetCore.Antiforgery;
using Waypost.Manager.Http;

namespace Waypost.Manager.Access;

/// <summary>
/// Requires the antiforgery header on API calls that authenticate with the UI's cookie; calls with a token do not need it.
/// </summary>
internal sealed class CookieAntiforgeryFilter(IAntiforgery antiforgery) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var reads = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        if (!reads && !TokenAuthentication.IsPresent(http.Request) && !await antiforgery.IsRequestValidAsync(http))
        {
            return Problems.Problem(
                StatusCodes.Status400BadRequest,
                "antiforgery",
                "The antiforgery token is missing or wrong",
                "Reload the page and try again; scripts use an access token instead of the cookie."
            );
        }

        return await next(context);
    }
}
