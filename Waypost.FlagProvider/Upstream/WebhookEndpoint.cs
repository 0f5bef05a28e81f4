using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Waypost.FlagProvider.Disk;
using Waypost.Wire;

namespace Waypost.FlagProvider.Upstream;

/// <summary><c>POST /webhooks/flags</c>: verified on the raw bytes before anything is parsed.</summary>
internal sealed partial class WebhookEndpoint(
    WebhookHandler handler,
    ReplayJournal replays,
    IOptions<ProviderOptions> options,
    TimeProvider time,
    Instruments instruments,
    ILogger<WebhookEndpoint> logger
)
{
    // Anyone can send rubbish; it is counted each time and logged now and then.
    private static readonly TimeSpan BetweenLogs = TimeSpan.FromSeconds(10);

    private readonly WebhookSecret secret = WebhookSecret.Parse(options.Value.WebhookSecret);
    private long lastLog;

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost(WirePaths.Webhooks, app.ServiceProvider.GetRequiredService<WebhookEndpoint>().ServeAsync)
            .WithName("ReceiveWebhook")
            .WithSummary("Changes, signed by the manager.");

    private async Task ServeAsync(HttpContext http)
    {
        if (await ReadAsync(http) is not { } body)
        {
            instruments.WebhookRejected("too_large");
            await Problem.WriteAsync(
                http,
                StatusCodes.Status413PayloadTooLarge,
                "webhook-too-large",
                "Too large",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"A webhook may hold {options.Value.WebhookLimit} bytes; larger changes are fetched."
                )
            );
            return;
        }

        var headers = http.Request.Headers;
        var id = Single(headers[WebhookHeaders.Id]);
        var outcome = WebhookSignature.Verify(
            secret,
            id,
            Single(headers[WebhookHeaders.Timestamp]),
            Single(headers[WebhookHeaders.Signature]),
            body,
            time,
            out var skew
        );
        if (outcome is SignatureOutcome.Valid or SignatureOutcome.TooOld or SignatureOutcome.TooNew)
        {
            instruments.Skewed(skew);
        }

        if (outcome != SignatureOutcome.Valid)
        {
            await RefuseAsync(http, outcome.ToString(), SignatureMessages.For(outcome, skew));
        }
        else if (!replays.TryAccept(id!))
        {
            await RefuseAsync(http, "Replay", SignatureMessages.ForReplay(id!));
        }
        else
        {
            await HandleAsync(http, body);
        }
    }

    private async Task HandleAsync(HttpContext http, byte[] body)
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

        var result = webhook is { Data: not null } ? handler.Handle(webhook) : WebhookResult.Malformed("it is not a webhook's JSON");
        switch (result.Kind)
        {
            case WebhookResultKind.Done:
                http.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            case WebhookResultKind.DoesNotFit:
                http.Response.StatusCode = StatusCodes.Status409Conflict;
                await http.Response.WriteAsJsonAsync(
                    new PatchConflict(result.Held),
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
                    $"Signed rightly, but {result.Fault}."
                );
                break;
        }
    }

    /// <summary>The raw body; null if it is larger than the limit.</summary>
    private async Task<byte[]?> ReadAsync(HttpContext http)
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

    private Task RefuseAsync(HttpContext http, string reason, string detail)
    {
        instruments.WebhookRejected(reason);
        var last = Volatile.Read(ref lastLog);
        if (last == 0 || time.GetElapsedTime(last) >= BetweenLogs)
        {
            Volatile.Write(ref lastLog, time.GetTimestamp());
            Log.Refused(logger, reason, detail);
        }

        return Problem.WriteAsync(http, StatusCodes.Status401Unauthorized, "webhook-signature", "The webhook was refused", detail);
    }

    private static string? Single(Microsoft.Extensions.Primitives.StringValues values) => values.Count == 1 ? values[0] : null;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A webhook was refused, {Reason}: {Detail}")]
        public static partial void Refused(ILogger logger, string reason, string detail);

        [LoggerMessage(Level = LogLevel.Warning, Message = "A rightly signed webhook cannot be read: {Reason}")]
        public static partial void Unreadable(ILogger logger, string reason);
    }
}
