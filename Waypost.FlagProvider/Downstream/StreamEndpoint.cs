using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Waypost.FlagProvider.Store;
using Waypost.Flags;

namespace Waypost.FlagProvider.Downstream;

/// <summary><c>GET /stream</c>: the current version first, then every newer one, as server-sent events.</summary>
internal sealed class StreamEndpoint(StreamHub hub, TimeProvider time, Instruments instruments)
{
    private const int LongestRetryLine = 32;

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet(
                "/stream",
                app.ServiceProvider.GetRequiredService<ServerKeyOnly>()
                    .Then(app.ServiceProvider.GetRequiredService<StreamEndpoint>().ServeAsync)
            )
            .WithName("StreamFlags")
            .WithSummary("The flags of the key's environment as they change, as server-sent events.")
            .DisableHttpMetrics() // a duration of hours among milliseconds; waypost.sse.streams counts them
            .ShortCircuit(); // what other middleware keeps for a request, it would keep as long as the stream lives

    private async Task ServeAsync(HttpContext http, FlagEnvironment environment, EnvironmentState state, KeyHash key)
    {
        var stream = new StreamConnection(http, environment, key, CountedAddress(http.Connection.RemoteIpAddress), time);
        if (hub.TryAdmit(stream) is { } limit)
        {
            await RefuseAsync(http, limit);
            return;
        }

        try
        {
            // Not awaited on: the wake costs one registration for the whole stream, not one for each wait.
            await using var whenAborted = http.RequestAborted.UnsafeRegister(static stream => ((StreamConnection)stream!).Wake(), stream);
            Prepare(http);
            await RunAsync(http, stream);
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            stream.Close(StreamEnd.PeerGone);
        }
        finally
        {
            hub.Remove(stream);
            if (stream.Closing is { } reason)
            {
                instruments.StreamDropped(reason);
            }

            instruments.StreamEnded(
                environment.Key,
                stream.OpenedAt,
                time.GetUtcNow(),
                stream.Frames,
                stream.Closing ?? StreamEnd.PeerLeft
            );
        }
    }

    private async Task RunAsync(HttpContext http, StreamConnection stream)
    {
        WriteRetry(http, Random.Shared.Next(1000, 5001));
        var held = Resumed(http.Request);
        var hasStarted = false;
        while (!stream.IsAborted && stream.Closing is null)
        {
            var state = stream.Environment.Current!;
            if (!hasStarted || state.Version != held)
            {
                CountMissed(hasStarted, held, state.Version);
                await stream.WriteFrameAsync(state.FrameFrom(held));
                (held, hasStarted) = (state.Version, true);
            }
            else if (stream.IsHeartbeatDue)
            {
                await stream.WriteAsync(Frames.Heartbeat);
            }
            else
            {
                await stream.WaitAsync();
            }
        }

        if (!stream.IsAborted)
        {
            // Ended by us: the client comes back, but not all clients at the same moment.
            WriteRetry(http, Random.Shared.Next(0, 5001));
            await stream.WriteAsync(Frames.Heartbeat);
        }
    }

    private static void Prepare(HttpContext http)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        // Slow readers are our business: the server's own rate limit knows nothing of streams that are silent for long.
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    private static SnapshotVersion? Resumed(HttpRequest request)
    {
        var id = request.Headers["Last-Event-ID"] is [{ Length: > 0 } header] ? header : (string?)request.Query["last_event_id"];
        return SnapshotVersion.TryParse(id, out var version) ? version : null;
    }

    private static void WriteRetry(HttpContext http, int milliseconds)
    {
        var output = http.Response.BodyWriter;
        output.Advance(Frames.WriteRetry(output.GetSpan(LongestRetryLine), milliseconds));
    }

    private void CountMissed(bool hasStarted, SnapshotVersion? held, SnapshotVersion now)
    {
        if (hasStarted && held is { } before && before.Epoch == now.Epoch && now.Version - before.Version > 1)
        {
            instruments.Coalesced(now.Version - before.Version - 1);
        }
    }

    // Behind a proxy on the same machine everybody comes from loopback: the limit would be one for all.
    private static IPAddress? CountedAddress(IPAddress? address)
    {
        var counted = address?.IsIPv4MappedToIPv6 == true ? address.MapToIPv4() : address;
        return counted is null || IPAddress.IsLoopback(counted) ? null : counted;
    }

    private Task RefuseAsync(HttpContext http, StreamLimit limit)
    {
        instruments.StreamRefused(limit.ToString().ToLowerInvariant());
        var status = limit == StreamLimit.All ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status429TooManyRequests;
        return Problem.WriteAsync(
            http,
            status,
            "too-many-streams",
            "Too many streams",
            string.Create(
                CultureInfo.InvariantCulture,
                $"The limit is reached: {Words(limit)}. Open streams stay open; try again later or at another replica."
            ),
            retryAfterSeconds: 1 + Random.Shared.Next(5)
        );
    }

    private static string Words(StreamLimit limit) =>
        limit switch
        {
            StreamLimit.Key => "streams of this SDK key",
            StreamLimit.Address => "streams from this address",
            _ => "streams of this replica",
        };
}
