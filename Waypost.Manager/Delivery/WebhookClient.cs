using System.Net;
using Microsoft.Extensions.Options;
using Waypost.Manager.Core;
using Waypost.Wire;

namespace Waypost.Manager.Delivery;

/// <summary>The result of sending one webhook.</summary>
internal enum DeliveryResult
{
    /// <summary>204: the replica has it, or something newer.</summary>
    Applied,

    /// <summary>409: the patch does not fit the replica's version.</summary>
    Mismatch,

    /// <summary>413: larger than the replica accepts. It fetches instead.</summary>
    TooLarge,
}

/// <summary>Signs and sends webhooks. Unexpected answers are an <see cref="HttpRequestException"/>.</summary>
internal sealed class WebhookClient(IHttpClientFactory clients, IOptions<ManagerOptions> options, TimeProvider time)
{
    public const string ClientName = "webhooks";

    private readonly Lazy<WebhookSecret> secret = new(() =>
        WebhookSecret.TryParse(options.Value.WebhookSecret, out var parsed, out var fault)
            ? parsed
            : throw new InvalidOperationException(fault)
    );

    public async Task<DeliveryResult> SendAsync(Uri callbackUrl, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(callbackUrl.ToString().TrimEnd('/') + WirePaths.Webhooks));
        SignedRequests.Sign(request, body, secret.Value, time);
        using var client = clients.CreateClient(ClientName);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.NoContent or HttpStatusCode.OK => DeliveryResult.Applied,
            HttpStatusCode.Conflict => DeliveryResult.Mismatch,
            HttpStatusCode.RequestEntityTooLarge => DeliveryResult.TooLarge,
            HttpStatusCode.Unauthorized => throw new HttpRequestException(
                "the replica rejected the signature; Waypost:WebhookSecret must be the same on both sides, and their clocks within "
                    + "five minutes"
            ),
            _ => throw new HttpRequestException($"the replica answered {(int)response.StatusCode}"),
        };
    }
}
