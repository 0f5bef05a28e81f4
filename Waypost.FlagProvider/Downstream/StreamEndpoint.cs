using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Waypost.FlagProvider.Store;
using Waypost.Flags;

namespace Waypost.FlagProvider.Downstream;

/// <summary><c>GET /stream</c>: the current version, then every newer one, as server-sent events.</summary>
internal sealed class StreamEndpoint(StreamHub hub, OldReaders oldReaders, TimeProvider time, Instruments instruments)
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet(
                "/stream",
                app.ServiceProvider.GetRequiredService<ServerKeyAuthorization>()
                    .Require(app.ServiceProvider.GetRequiredService<StreamEndpoint>().HandleAsync)
            )
            .WithName("StreamFlags")
            .WithSummary("The flags of the key's environment and their changes, as server-sent events.")
            .DisableHttpMetrics() // durations of hours would distort them; waypost.sse.streams counts streams
            .ShortCircuit(); // other middleware would hold its per-request memory for the life of the stream

    private async Task HandleAsync(HttpContext http, FlagEnvironment environment, EnvironmentState state, SdkKeyHash key)
    {
        var address = LimitedAddress(http.Connection.RemoteIpAddress);
        var stream = new StreamConnection(http, environment, key, address, oldReaders, time, instruments);
        if (hub.Admit(stream) is { } reached)
        {
            await RefuseAsync(http, reached);
            return;
        }

        try
        {
            PrepareResponse(http);
            await stream.RunAsync(ResumeFrom(http.Request));
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            stream.Close(StreamEndReason.PeerGone);
        }
        finally
        {
            hub.Remove(stream);
            if (stream.CloseReason is { } reason)
            {
                instruments.StreamDropped(reason);
            }

            instruments.StreamEnded(
                environment.Key,
                stream.OpenedAt,
                time.GetUtcNow(),
                stream.FramesSent,
                stream.CloseReason ?? StreamEndReason.PeerLeft
            );
        }
    }

    private static void PrepareResponse(HttpContext http)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        // Kestrel's minimum data rate would end idle streams; StreamConnection has its own write timeout.
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    private static SnapshotVersion? ResumeFrom(HttpRequest request)
    {
        var id = request.Headers["Last-Event-ID"] is [{ Length: > 0 } header] ? header : (string?)request.Query["last_event_id"];
        return SnapshotVersion.TryParse(id, out var version) ? version : null;
    }

    // Behind a proxy on the same machine every client has the loopback address: they would share one limit.
    private static IPAddress? LimitedAddress(IPAddress? address)
    {
        var plain = address?.IsIPv4MappedToIPv6 == true ? address.MapToIPv4() : address;
        return plain is null || IPAddress.IsLoopback(plain) ? null : plain;
    }

    private Task RefuseAsync(HttpContext http, StreamLimit reached)
    {
        instruments.StreamRefused(reached.ToString().ToLowerInvariant());
        var status = reached == StreamLimit.All ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status429TooManyRequests;
        return Problem.WriteAsync(
            http,
            status,
            "too-many-streams",
            "Too many streams",
            $"{Describe(reached)} has the maximum number of open streams. Try again later or connect to another replica.",
            retryAfterSeconds: 1 + Random.Shared.Next(5)
        );
    }

    private static string Describe(StreamLimit limit) =>
        limit switch
        {
            StreamLimit.Key => "This SDK key",
            StreamLimit.Address => "This client address",
            _ => "This replica",
        };
}
