using System.Globalization;

namespace Waypost.FlagProvider;

/// <summary>Error responses as <c>application/problem+json</c>. The type is stable; title and detail may change.</summary>
internal static class Problem
{
    public static Task WriteAsync(HttpContext http, int status, string type, string title, string detail, int? retryAfterSeconds = null)
    {
        if (retryAfterSeconds is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return TypedResults.Problem(detail, statusCode: status, title: title, type: "urn:waypost:problem:" + type).ExecuteAsync(http);
    }
}
