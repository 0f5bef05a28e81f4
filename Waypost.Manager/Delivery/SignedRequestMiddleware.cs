using Microsoft.Extensions.Options;
using Waypost.Manager.Core;
using Waypost.Manager.Http;
using Waypost.Wire;

namespace Waypost.Manager.Delivery;

/// <summary>
/// Requires the shared secret's signature, verified on the raw bytes before anything is parsed. A middleware, because an endpoint
/// filter would see the body only after it was read as JSON.
/// </summary>
internal sealed class SignedRequestMiddleware(
    RequestDelegate next,
    IOptions<ManagerOptions> options,
    ReplayGuard replays,
    TimeProvider time
)
{
    private readonly SignedRequestVerifier verifier = WebhookSecret.TryParse(options.Value.WebhookSecret, out var parsed, out var fault)
        ? new(parsed, replays, time)
        : throw new InvalidOperationException(fault);

    public async Task InvokeAsync(HttpContext context)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers;
        var refusal = verifier.Verify(
            headers[WebhookHeaders.Id],
            headers[WebhookHeaders.Timestamp],
            headers[WebhookHeaders.Signature],
            body.GetBuffer().AsSpan(0, (int)body.Length)
        );
        if (refusal is not null)
        {
            Instruments.AuthFailures.Add(1, new KeyValuePair<string, object?>("kind", "signature"));
            await Problems.Problem(StatusCodes.Status401Unauthorized, "bad-signature", "Invalid signature", refusal).ExecuteAsync(context);
            return;
        }

        body.Position = 0;
        context.Request.Body = body;
        await next(context);
    }
}
