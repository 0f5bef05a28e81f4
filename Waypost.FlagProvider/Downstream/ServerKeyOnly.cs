using Microsoft.Extensions.Primitives;
using Waypost.FlagProvider.Store;
using Waypost.Wire;

namespace Waypost.FlagProvider.Downstream;

/// <summary>Lets a request with a valid server key through to what serves the key's environment; answers all others.</summary>
internal sealed class ServerKeyOnly(KeyStore keys, FlagStore store, TimeProvider time, Instruments instruments)
{
    private const string Bearer = "Bearer ";
    private const string ServerPrefix = "wp_server_";

    public delegate Task Serve(HttpContext http, FlagEnvironment environment, EnvironmentState state, KeyHash key);

    public RequestDelegate Then(Serve serve) =>
        http =>
        {
            if (keys.Current is not { } table)
            {
                return NotYet(http, "The SDK keys are not known here yet.");
            }

            var (presented, isInAddress) = Presented(http.Request);
            if (presented is null)
            {
                return Unauthorized(http, "missing", "Send an SDK key as 'Authorization: Bearer wp_server_…' or 'X-API-Key'.");
            }

            if (isInAddress && presented.StartsWith(ServerPrefix, StringComparison.Ordinal))
            {
                return Unauthorized(http, "server_key_in_address", "A server key is secret and addresses are logged: send it in a header.");
            }

            if (table.Find(presented, time.GetUtcNow(), out var hash) is not { } key)
            {
                return Unauthorized(http, "unknown", "This SDK key is unknown, revoked or past its time.");
            }

            if (key.Kind != SdkKey.Server)
            {
                return Forbidden(http);
            }

            return store.Find(new EnvironmentKey(key.Project, key.Environment)) is { Current: { } state } environment
                ? serve(http, environment, state, hash)
                : NotYet(http, "The flags of this environment are not known here yet.");
        };

    private static (string? Key, bool IsInAddress) Presented(HttpRequest request)
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
            "A server key is needed",
            "A client key may only evaluate flags; it never sees their rules."
        );
    }

    private static Task NotYet(HttpContext http, string detail) =>
        Problem.WriteAsync(
            http,
            StatusCodes.Status503ServiceUnavailable,
            "not-ready",
            "Not ready yet",
            detail,
            retryAfterSeconds: 1 + Random.Shared.Next(3)
        );
}
