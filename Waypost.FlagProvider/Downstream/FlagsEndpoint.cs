using Microsoft.Net.Http.Headers;
using Waypost.FlagProvider.Store;

namespace Waypost.FlagProvider.Downstream;

/// <summary><c>GET /flags</c>: the snapshot, with an ETag.</summary>
internal static class FlagsEndpoint
{
    public static void MapFlags(this IEndpointRouteBuilder app) =>
        app.MapGet("/flags", app.ServiceProvider.GetRequiredService<ServerKeyOnly>().Then(ServeAsync))
            .WithName("GetFlags")
            .WithSummary("The snapshot of the key's environment; 304 if the caller already holds it.");

    private static async Task ServeAsync(HttpContext http, FlagEnvironment environment, EnvironmentState state, KeyHash key)
    {
        var response = http.Response;
        response.Headers.ETag = state.ETag;
        response.Headers.CacheControl = "private, no-cache";
        response.Headers.Vary = "Authorization, X-API-Key";
        if (Holds(http.Request, state.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = state.Json.Length;
        await response.Body.WriteAsync(state.Json, http.RequestAborted);
    }

    private static bool Holds(HttpRequest request, string etag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var tags)
        && tags.Any(tag => tag == EntityTagHeaderValue.Any || tag.Tag.Equals(etag, StringComparison.Ordinal));
}
