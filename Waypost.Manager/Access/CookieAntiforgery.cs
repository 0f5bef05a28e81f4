using Microsoft.AspNetCore.Antiforgery;
using Waypost.Manager.Http;

namespace Waypost.Manager.Access;

/// <summary>An API call that rides on the UI's cookie must also carry the antiforgery header; one with a token need not.</summary>
internal sealed class CookieAntiforgery(IAntiforgery antiforgery) : IEndpointFilter
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
                "Reload the page and try again; scripts use a personal access token instead of the cookie."
            );
        }

        return await next(context);
    }
}
