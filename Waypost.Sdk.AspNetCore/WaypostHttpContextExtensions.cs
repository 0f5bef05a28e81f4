using Microsoft.AspNetCore.Http;
using Waypost.Flags;

namespace Waypost.Sdk.AspNetCore;

/// <summary>The context of a request.</summary>
public static class WaypostHttpContextExtensions
{
    /// <summary>
    /// Who is asking: the signed-in user, else the visitor, who gets a cookie unless the response has started.
    /// The same for the whole request, also for the very first one of a visitor; signing in during the request makes it the user's.
    /// </summary>
    public static EvaluationContext GetWaypostContext(this HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return Asker.Of(http).Context;
    }
}
