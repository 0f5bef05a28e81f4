using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using Waypost.Flags;

namespace Waypost.Sdk.Streaming;

/// <summary>One connection to <c>GET /stream</c>, from the request to its end.</summary>
internal sealed class StreamConnection(
    WaypostOptions options,
    Func<HttpClient> clients,
    FlagStore store,
    Liveness liveness,
    TimeProvider time
)
{
    // Blazor WebAssembly buffers the whole answer unless told otherwise; everywhere else the option is ignored.
    private static readonly HttpRequestOptionsKey<bool> StreamInBrowser = new("WebAssemblyEnableStreamingResponse");

    private readonly Uri address = new($"{options.ProviderUrl.TrimEnd('/')}/stream");

    /// <summary>Connects and reads until the connection ends.</summary>
    /// <param name="startOver">Ask for everything instead of resuming.</param>
    /// <param name="retryAsked">Called with the server's <c>retry:</c>.</param>
    /// <param name="stop">Ends it from our side.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/>, or a deadline passed.</exception>
    /// <exception cref="HttpRequestException">No connection.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    internal async Task<ConnectionEnd> RunAsync(bool startOver, Action<TimeSpan> retryAsked, CancellationToken stop)
    {
        using var deadline = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, deadline.Token);
        using var client = clients();
        // The stream never ends by itself; the deadlines here are the ones that count.
        client.Timeout = Timeout.InfiniteTimeSpan;

        using var response = await SendAsync(client, startOver, either.Token).ConfigureAwait(false);
        if (NotAStream(response) is { } end)
        {
            return end;
        }

        deadline.CancelAfter(options.ReadTimeout);
        var body = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            return await ReadAsync(body, deadline, retryAsked, either.Token).ConfigureAwait(false);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpClient client, bool startOver, CancellationToken either)
    {
        using var activity = Instruments.Source.StartActivity("waypost.connect", ActivityKind.Client);
        using var request = Request(startOver);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either).ConfigureAwait(false);
    }

    private async Task<ConnectionEnd> ReadAsync(
        Stream body,
        CancellationTokenSource deadline,
        Action<TimeSpan> retryAsked,
        CancellationToken either
    )
    {
        var watched = new WatchedStream(body, deadline, options.ReadTimeout);
        await using var _ = watched.ConfigureAwait(false);
        var parser = SseParser.Create(watched, StreamEvent.Read);
        await foreach (var item in parser.EnumerateAsync(either).ConfigureAwait(false))
        {
            if (parser.ReconnectionInterval > TimeSpan.Zero)
            {
                retryAsked(parser.ReconnectionInterval);
            }

            var action = store.Apply(item.Data);
            if (action is StreamAction.StartOver over)
            {
                return new(over.Why, StartOver: true);
            }

            var statesVersion = action is not StreamAction.Ignore;
            if (statesVersion && store.Held is { } held)
            {
                liveness.Confirm(SnapshotVersion.Of(held));
            }

            if (action is StreamAction.Take)
            {
                store.Announce();
            }

            watched.EventSeen(statesVersion);
        }

        if (parser.ReconnectionInterval > TimeSpan.Zero)
        {
            retryAsked(parser.ReconnectionInterval);
        }

        return new("the provider closed the stream");
    }

    private HttpRequestMessage Request(bool startOver)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Options.Set(StreamInBrowser, true);
        request.Headers.Authorization = new("Bearer", options.SdkKey);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        request.Headers.CacheControl = new() { NoStore = true };
        if (!startOver && store.Held is { } held && held.Epoch.All(static letter => letter is > ' ' and <= '~'))
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", SnapshotVersion.Of(held).ToString());
        }

        return request;
    }

    private ConnectionEnd? NotAStream(HttpResponseMessage response)
    {
        var status = $"HTTP {(int)response.StatusCode}";
        return response.StatusCode switch
        {
            HttpStatusCode.OK when response.Content.Headers.ContentType?.MediaType == "text/event-stream" => null,
            HttpStatusCode.OK => new("the answer is no event stream; does ProviderUrl point to a provider?"),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new(status, Refused: true),
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => new(
                status,
                RetryAfter: RetryAfter(response.Headers.RetryAfter)
            ),
            _ => new(status),
        };
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? asked) =>
        asked?.Delta ?? (asked?.Date is { } date ? date - time.GetUtcNow() : null);
}
