using Microsoft.Extensions.Primitives;
using Waypost.FlagProvider.Store;
using Waypost.Wire;

namespace Waypost.FlagProvider.Downstream;

/// <summary>Finds the environment of a request's server key and calls the endpoint's handler; refuses all other requests.</summary>
internal sealed class ServerKeyAuthorization(SdkKeyStore keys, FlagStore store, TimeProvider time, Instruments instruments)
{
    private const string Bearer = "Bearer ";
    private const string ServerPrefix = "wp_server_";

    public delegate Task Handler(HttpContext http, FlagEnvironment environment, EnvironmentState state, SdkKeyHash key);

    public RequestDelegate Require(Handler handler) =>
        http =>
        {
            if (keys.Current is not { } table)
            {
                return NotReady(http, "The provider has not received the SDK keys yet.");
            }

            var (key, isInQuery) = ReadKey(http.Request);
            if (key is null)
            {
                return Unauthorized(http, "missing", "Send an SDK key as 'Authorization: Bearer wp_server_…' or 'X-API-Key'.");
            }

            if (isInQuery && key.StartsWith(ServerPrefix, StringComparison.Ordinal))
            {
                return Unauthorized(http, "server_key_in_address", "A server key is secret and URLs are logged: send it in a header.");
            }

            if (table.Find(key, time.GetUtcNow(), out var hash) is not { } found)
            {
                return Unauthorized(http, "unknown", "This SDK key is unknown, revoked or expired.");
            }

            if (found.Kind != SdkKey.Server)
            {
                return Forbidden(http);
            }

            return store.Find(new EnvironmentKey(found.Project, found.Environment)) is { Current: { } state } environment
                ? handler(http, environment, state, hash)
                : NotReady(http, "The provider has not received the flags of this environment yet.");
        };

    private static (string? Key, bool IsInQuery) ReadKey(HttpRequest request)
    {
        if (
            Single(request.Headers.Authorization) is { } authorization
            && authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
        )
        {
            return (authorization[Bearer.Length..].Trim(), false);
        }

        if (Single(request.Headers["X-API-Key"]) is { } header)
        {
            return (header.Trim(), false);
        }

        return (Single(request.Query["sdk_key"]), true);
    }

    private static string? Single(StringValues values) => values.Count == 1 ? values[0] : null;

    private Task Unauthorized(HttpContext http, string reason, string detail)
    {
        instruments.AuthFailed(reason);
        http.Response.Headers.WWWAuthenticate = "Bearer realm=\"waypost\"";
        return Problem.WriteAsync(http, StatusCodes.Status401Unauthorized, "sdk-key", "No valid SDK key", detail);
    }

    private Task Forbidden(HttpContext http)
    {
        instruments.AuthFailed("client_key");
        return Problem.WriteAsync(
            http,
            StatusCodes.Status403Forbidden,
            "server-key-needed",
            "A server key is required",
            "A client key may only evaluate flags. It cannot read their rules."
        );
    }

    private static Task NotReady(HttpContext http, string detail) =>
        Problem.WriteAsync(
            http,
            StatusCodes.Status503ServiceUnavailable,
            "not-ready",
            "Not ready yet",
            detail,
            retryAfterSeconds: 1 + Random.Shared.Next(3)
        );
}
