using System.Net.Http.Headers;

namespace Waypost.Wire;

/// <summary>Signs requests between the services.</summary>
public static class SignedRequests
{
    /// <summary>
    /// Sets <paramref name="body"/> as the content of the request (none if it is empty) and adds the three headers. Each call creates a
    /// new id: sign every attempt again, or the receiver refuses the second one as a replay.
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
