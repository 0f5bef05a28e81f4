using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Waypost.FlagProvider.Disk;
using Waypost.Wire;

namespace Waypost.FlagProvider.Upstream;

/// <summary><c>POST /webhooks/flags</c>: verifies the signature over the raw bytes before it parses anything.</summary>
internal sealed partial class WebhookEndpoint(
    WebhookHandler handler,
    ReplayJournal replays,
    IOptions<ProviderOptions> options,
    TimeProvider time,
    Instruments instruments,
    ILogger<WebhookEndpoint> logger
)
{
    // Anyone can send invalid webhooks: each is counted, but only one per interval is logged.
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(10);

    private readonly WebhookSecret secret = WebhookSecret.Parse(options.Value.WebhookSecret);
    private long lastLog;

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost(WirePaths.Webhooks, app.ServiceProvider.GetRequiredService<WebhookEndpoint>().HandleAsync)
            .WithName("ReceiveWebhook")
            .WithSummary("Receives changes signed by the manager.");

    private async Task HandleAsync(HttpContext http)
    {
        if (await ReadBodyAsync(http) is not { } body)
        {
            instruments.WebhookRejected("too_large");
            await Problem.WriteAsync(
                http,
                StatusCodes.Status413PayloadTooLarge,
                "webhook-too-large",
                "Webhook too large",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A webhook may have at most {options.Value.WebhookLimit} bytes. Larger changes are fetched from the manager."
                )
            );
            return;
        }

        var headers = http.Request.Headers;
        var id = Single(headers[WebhookHeaders.Id]);
        var signature = WebhookSignature.Verify(
            secret,
            id,
            Single(headers[WebhookHeaders.Timestamp]),
            Single(headers[WebhookHeaders.Signature]),
            body,
            time,
            out var skew
        );
        if (signature is SignatureOutcome.Valid or SignatureOutcome.TooOld or SignatureOutcome.TooNew)
        {
            instruments.RecordSkew(skew);
        }

        if (signature != SignatureOutcome.Valid)
        {
            await RejectAsync(http, signature.ToString(), SignatureMessages.For(signature, skew));
        }
        else if (!replays.TryAccept(id!))
        {
            await RejectAsync(http, "Replay", SignatureMessages.ForReplay(id!));
        }
        else
        {
            await ApplyAsync(http, body);
        }
    }

    private async Task ApplyAsync(HttpContext http, byte[] body)
    {
        Webhook? webhook;
        try
        {
            webhook = JsonSerializer.Deserialize(body, WireJson.Default.Webhook);
        }
        catch (JsonException exception)
        {
            webhook = null;
            Log.Unreadable(logger, exception.Message);
        }

        var outcome = webhook is { Data: not null } ? handler.Handle(webhook) : WebhookOutcome.Malformed("its body is not a valid webhook");
        switch (outcome.Kind)
        {
            case WebhookOutcomeKind.Done:
                http.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            case WebhookOutcomeKind.DoesNotFit:
                http.Response.StatusCode = StatusCodes.Status409Conflict;
                await http.Response.WriteAsJsonAsync(
                    new PatchConflict(outcome.CurrentVersion),
                    WireJson.Default.PatchConflict,
                    cancellationToken: http.RequestAborted
                );
                break;
            default:
                instruments.WebhookRejected("malformed");
                await Problem.WriteAsync(
                    http,
                    StatusCodes.Status400BadRequest,
                    "webhook-malformed",
                    "The webhook cannot be used",
                    $"The signature is valid, but {outcome.Error}."
                );
                break;
        }
    }

    /// <summary>The raw body; null if it exceeds the limit.</summary>
    private async Task<byte[]?> ReadBodyAsync(HttpContext http)
    {
        var limit = options.Value.WebhookLimit;
        if (http.Request.ContentLength > limit)
        {
            return null;
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = limit;
        }

        using var body = new MemoryStream((int)(http.Request.ContentLength ?? 0));
        try
        {
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }

        return body.ToArray();
    }

    private Task RejectAsync(HttpContext http, string reason, string detail)
    {
        instruments.WebhookRejected(reason);
        var last = Volatile.Read(ref lastLog);
        if (last == 0 || time.GetElapsedTime(last) >= LogInterval)
        {
            Volatile.Write(ref lastLog, time.GetTimestamp());
            Log.Rejected(logger, reason, detail);
        }

        return Problem.WriteAsync(http, StatusCodes.Status401Unauthorized, "webhook-signature", "The webhook was rejected", detail);
    }

    private static string? Single(Microsoft.Extensions.Primitives.StringValues values) => values.Count == 1 ? values[0] : null;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A webhook was rejected ({Reason}): {Detail}")]
        public static partial void Rejected(ILogger logger, string reason, string detail);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The JSON of a webhook with a valid signature cannot be read: {Reason}")]
        public static partial void Unreadable(ILogger logger, string reason);
    }
}
