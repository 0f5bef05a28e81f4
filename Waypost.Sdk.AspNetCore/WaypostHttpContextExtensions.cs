using Microsoft.AspNetCore.Http;
using Waypost.Flags;

namespace Waypost.Sdk.AspNetCore;

/// <summary>Gives access to the evaluation context of a request.</summary>
public static class WaypostHttpContextExtensions
{
    /// <summary>
    /// The context of the signed-in user, else of the visitor, who gets a cookie unless the response has started.
    /// It stays the same for the whole request, even a visitor's first request, unless the user signs in during it.
    /// </summary>
    public static EvaluationContext GetWaypostContext(this HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return RequestEvaluationContext.For(http).Context;
    }
}
