using Microsoft.Extensions.Options;
using Waypost.Manager.Http;
using Waypost.Wire;

namespace Waypost.Manager.Delivery;

/// <summary>
/// Lets in what carries the shared secret's signature, verified on the raw bytes before anything is parsed. It runs as
/// middleware, because an endpoint filter would see the body only after it was read as JSON.
/// </summary>
internal sealed class SignedRequestFilter(RequestDelegate next, IOptions<ManagerOptions> options, ReplayGuard replays, TimeProvider time)
{
    private readonly WebhookSecret secret = WebhookSecret.TryParse(options.Value.WebhookSecret, out var parsed, out var fault)
        ? parsed
        : throw new InvalidOperationException(fault);

    public async Task InvokeAsync(HttpContext context)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers;
        var id = headers[WebhookHeaders.Id].ToString();
        var outcome = WebhookSignature.Verify(
            secret, id, headers[WebhookHeaders.Timestamp], headers[WebhookHeaders.Signature], body.GetBuffer().AsSpan(0, (int)body.Length), time, out var skew);
        var refusal = outcome switch
        {
            SignatureOutcome.Valid => replays.TryAccept(id) ? null : "This webhook-id was used before.",
            SignatureOutcome.TooOld or SignatureOutcome.TooNew => $"The caller's clock differs from the manager's by {skew.TotalSeconds:0} s; five minutes are tolerated.",
            SignatureOutcome.MissingHeader => "Sign the request: webhook-id, webhook-timestamp and webhook-signature.",
            _ => "The signature is wrong. Waypost:WebhookSecret must be the same on manager and providers.",
        };
        if (refusal is not null)
        {
            Instruments.AuthFailures.Add(1, new KeyValuePair<string, object?>("kind", "signature"));
            await Problems.Problem(StatusCodes.Status401Unauthorized, "bad-signature", "Not signed as expected", refusal).ExecuteAsync(context);
            return;
        }

        body.Position = 0;
        context.Request.Body = body;
        await next(context);
    }
}
