using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Waypost.Wire;

namespace Waypost.Stats.Checks;

/// <summary>
/// Handles the manager's requests: verifies the signature on the raw bytes before anything is parsed, then runs the request.
/// </summary>
internal sealed partial class SignedRequestHandler(IOptions<ChecksOptions> options, TimeProvider time, ILogger<SignedRequestHandler> log)
{
    private const int MaxBody = 256 * 1024;

    private readonly SignedRequestVerifier verifier = new(WebhookSecret.Parse(options.Value.WebhookSecret), new ReplayGuard(time), time);

    public async Task HandleAsync<TRequest, TReport>(
        HttpContext http,
        JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TReport> reportType,
        Func<TRequest, CancellationToken, Task<TReport>> run
    )
    {
        if (await ReadAsync(http) is not { } body)
        {
            await RefuseAsync(http, StatusCodes.Status413PayloadTooLarge, "Too large", $"A request may have at most {MaxBody} bytes.");
            return;
        }

        var headers = http.Request.Headers;
        if (
            verifier.Verify(headers[WebhookHeaders.Id], headers[WebhookHeaders.Timestamp], headers[WebhookHeaders.Signature], body) is
            { } refusal
        )
        {
            Log.Refused(log, refusal);
            await RefuseAsync(http, StatusCodes.Status401Unauthorized, "Signature not valid", refusal);
            return;
        }

        if (Parse(body, requestType) is not { } request)
        {
            await RefuseAsync(
                http,
                StatusCodes.Status400BadRequest,
                "Request not valid",
                "The signature is valid, but the body is not the expected JSON. Check that manager and worker have the same version."
            );
            return;
        }

        await http.Response.WriteAsJsonAsync(await run(request, http.RequestAborted), reportType, cancellationToken: http.RequestAborted);
    }

    private static async Task<byte[]?> ReadAsync(HttpContext http)
    {
        if (http.Request.ContentLength > MaxBody)
        {
            return null;
        }
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = MaxBody;
        }
        using var body = new MemoryStream();
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

    private static T? Parse<T>(byte[] body, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static Task RefuseAsync(HttpContext http, int status, string title, string detail) =>
        TypedResults.Problem(detail, statusCode: status, title: title).ExecuteAsync(http);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Request refused: {Reason}")]
        public static partial void Refused(ILogger logger, string reason);
    }
}
