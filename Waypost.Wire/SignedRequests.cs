using System.Net.Http.Headers;

namespace Waypost.Wire;

/// <summary>Signs what one side sends to the other.</summary>
public static class SignedRequests
{
    /// <summary>
    /// Makes <paramref name="body"/> the request's content (none when it is empty) and adds the three headers. Each
    /// call draws a new id: sign every attempt anew, or the receiver takes the second one for a replay.
    /// </summary>
    public static void Sign(HttpRequestMessage request, ReadOnlyMemory<byte> body, WebhookSecret secret, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(time);
        if (!body.IsEmpty)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        var id = "msg_" + Guid.NewGuid().ToString("N");
        var now = time.GetUtcNow();
        request.Headers.Add(WebhookHeaders.Id, id);
        request.Headers.Add(WebhookHeaders.Timestamp, WebhookSignature.Timestamp(now));
        request.Headers.Add(WebhookHeaders.Signature, WebhookSignature.Sign(secret, id, now, body.Span));
    }
}
