using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using Waypost.Flags;

namespace Waypost.Sdk.Streaming;

/// <summary>One connection to <c>GET /stream</c>, from the request to its end.</summary>
internal sealed class StreamConnection(
    WaypostOptions options,
    Func<HttpClient> createClient,
    FlagStore store,
    ConnectionMonitor monitor,
    TimeProvider time
)
{
    // Blazor WebAssembly buffers the whole response unless this is set; other platforms ignore it.
    private static readonly HttpRequestOptionsKey<bool> StreamInBrowser = new("WebAssemblyEnableStreamingResponse");

    private readonly Uri address = new($"{options.ProviderUrl.TrimEnd('/')}/stream");

    /// <summary>Connects and reads until the connection ends.</summary>
    /// <param name="resync">Request a full snapshot instead of resuming.</param>
    /// <param name="onRetry">Called with the server's <c>retry:</c>.</param>
    /// <param name="cancellationToken">Closes the connection.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled, or a timeout passed.</exception>
    /// <exception cref="HttpRequestException">The connection could not be established.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    internal async Task<ConnectionEnd> RunAsync(bool resync, Action<TimeSpan> onRetry, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.ConnectTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        using var client = createClient();
        // The stream is endless; ConnectTimeout and ReadTimeout apply instead.
        client.Timeout = Timeout.InfiniteTimeSpan;

        using var response = await SendAsync(client, resync, linked.Token).ConfigureAwait(false);
        if (FindFailure(response) is { } end)
        {
            return end;
        }

        deadline.CancelAfter(options.ReadTimeout);
        var body = await response.Content.ReadAsStreamAsync(linked.Token).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            return await ReadAsync(body, deadline, onRetry, linked.Token).ConfigureAwait(false);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpClient client, bool resync, CancellationToken cancellationToken)
    {
        using var activity = Instruments.Source.StartActivity("waypost.connect", ActivityKind.Client);
        using var request = CreateRequest(resync);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ConnectionEnd> ReadAsync(
        Stream body,
        CancellationTokenSource deadline,
        Action<TimeSpan> onRetry,
        CancellationToken cancellationToken
    )
    {
        var stream = new IdleTimeoutStream(body, deadline, options.ReadTimeout);
        await using var _ = stream.ConfigureAwait(false);
        var parser = SseParser.Create(stream, StreamEvent.Parse);
        await foreach (var item in parser.EnumerateAsync(cancellationToken).ConfigureAwait(false))
        {
            if (parser.ReconnectionInterval > TimeSpan.Zero)
            {
                onRetry(parser.ReconnectionInterval);
            }

            var action = StreamProtocol.Apply(store, item.Data);
            if (action is StreamAction.Resync required)
            {
                return new(required.Reason, Resync: true);
            }

            var statesVersion = action is not StreamAction.Ignore;
            if (statesVersion && store.Snapshot is { } snapshot)
            {
                monitor.MarkConnected(SnapshotVersion.Of(snapshot));
            }

            if (action is StreamAction.Replace)
            {
                store.RaiseChanged();
            }

            stream.OnEvent(statesVersion);
        }

        if (parser.ReconnectionInterval > TimeSpan.Zero)
        {
            onRetry(parser.ReconnectionInterval);
        }

        return new("the provider closed the stream");
    }

    private HttpRequestMessage CreateRequest(bool resync)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Options.Set(StreamInBrowser, true);
        request.Headers.Authorization = new("Bearer", options.SdkKey);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        request.Headers.CacheControl = new() { NoStore = true };
        request.Headers.Add(Snapshot.SchemaHeader, Snapshot.CurrentSchema.ToString(CultureInfo.InvariantCulture));
        if (!resync && store.Snapshot is { } snapshot && snapshot.Epoch.All(static character => character is > ' ' and <= '~'))
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", SnapshotVersion.Of(snapshot).ToString());
        }

        return request;
    }

    private ConnectionEnd? FindFailure(HttpResponseMessage response)
    {
        var status = $"HTTP {(int)response.StatusCode}";
        return response.StatusCode switch
        {
            HttpStatusCode.OK when response.Content.Headers.ContentType?.MediaType == "text/event-stream" => null,
            HttpStatusCode.OK => new("the response is not an event stream; check that ProviderUrl points to a provider"),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new(status, Refused: true),
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => new(
                status,
                RetryAfter: ParseRetryAfter(response.Headers.RetryAfter)
            ),
            _ => new(status),
        };
    }

    private TimeSpan? ParseRetryAfter(RetryConditionHeaderValue? header) =>
        header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : null);
}
