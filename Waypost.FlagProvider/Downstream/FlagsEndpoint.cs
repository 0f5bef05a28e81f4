using Microsoft.Net.Http.Headers;
using Waypost.FlagProvider.Store;
using Waypost.Flags;

namespace Waypost.FlagProvider.Downstream;

/// <summary><c>GET /flags</c>: the current snapshot, with an ETag.</summary>
internal static class FlagsEndpoint
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/flags", app.ServiceProvider.GetRequiredService<ServerKeyAuthorization>().Require(HandleAsync))
            .WithName("GetFlags")
            .WithSummary("The current snapshot of the key's environment; 304 if the caller already has it.");

    private static async Task HandleAsync(HttpContext http, FlagEnvironment environment, EnvironmentState state, SdkKeyHash key)
    {
        var response = http.Response;
        response.Headers.ETag = state.ETag;
        response.Headers.CacheControl = "private, no-cache";
        response.Headers.Vary = $"Authorization, X-API-Key, {Snapshot.SchemaHeader}";
        if (MatchesETag(http.Request, state.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var reader = SchemaReaders.Of(http.Request);
        http.RequestServices.GetRequiredService<OldReaders>().Check(reader, environment.Key, state);
        var json = state.SnapshotJson(reader);
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = json.Length;
        await response.Body.WriteAsync(json, http.RequestAborted);
    }

    private static bool MatchesETag(HttpRequest request, string etag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var tags)
        && tags.Any(tag => tag == EntityTagHeaderValue.Any || tag.Tag.Equals(etag, StringComparison.Ordinal));
}
