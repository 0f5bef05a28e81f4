using System.Net;
using Microsoft.Extensions.Options;
using Waypost.Manager.Core;
using Waypost.Wire;

namespace Waypost.Manager.Delivery;

/// <summary>What came of one webhook.</summary>
internal enum WebhookResult
{
    /// <summary>204: the replica holds it, or something newer.</summary>
    Applied,

    /// <summary>409: the patch does not fit what the replica holds.</summary>
    Mismatch,

    /// <summary>413: larger than the replica accepts. It will fetch what it needs.</summary>
    TooLarge,
}

/// <summary>Signs and posts one webhook. Anything but the known answers is an <see cref="HttpRequestException"/>.</summary>
internal sealed class Webhooks(IHttpClientFactory clients, IOptions<ManagerOptions> options, TimeProvider time)
{
    public const string ClientName = "webhooks";

    private readonly Lazy<WebhookSecret> secret = new(() =>
        WebhookSecret.TryParse(options.Value.WebhookSecret, out var parsed, out var fault)
            ? parsed
            : throw new InvalidOperationException(fault)
    );

    public async Task<WebhookResult> SendAsync(Uri callbackUrl, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(callbackUrl.ToString().TrimEnd('/') + WirePaths.Webhooks));
        SignedRequests.Sign(request, body, secret.Value, time);
        using var client = clients.CreateClient(ClientName);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.NoContent or HttpStatusCode.OK => WebhookResult.Applied,
            HttpStatusCode.Conflict => WebhookResult.Mismatch,
            HttpStatusCode.RequestEntityTooLarge => WebhookResult.TooLarge,
            HttpStatusCode.Unauthorized => throw new HttpRequestException(
                "the replica refuses the signature; Waypost:WebhookSecret must be the same on both sides, and their clocks within "
                    + "five minutes"
            ),
            _ => throw new HttpRequestException($"the replica answers {(int)response.StatusCode}"),
        };
    }
}
