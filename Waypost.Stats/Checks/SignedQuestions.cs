using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Waypost.Wire;

namespace Waypost.Stats.Checks;

/// <summary>
/// The manager's questions: signed as everything between Waypost's parts, and verified on the raw bytes before anything is parsed.
/// </summary>
internal sealed partial class SignedQuestions(IOptions<ChecksOptions> options, TimeProvider time, ILogger<SignedQuestions> log)
{
    private const int LongestBody = 256 * 1024;

    private readonly SignedRequestVerifier gate = new(WebhookSecret.Parse(options.Value.WebhookSecret), new ReplayGuard(time), time);

    public async Task AnswerAsync<TQuestion, TReport>(
        HttpContext http,
        JsonTypeInfo<TQuestion> question,
        JsonTypeInfo<TReport> report,
        Func<TQuestion, CancellationToken, Task<TReport>> answer
    )
    {
        if (await ReadAsync(http) is not { } body)
        {
            await RefuseAsync(http, StatusCodes.Status413PayloadTooLarge, "Too large", $"A question may hold {LongestBody} bytes.");
            return;
        }

        var headers = http.Request.Headers;
        if (
            gate.Verify(headers[WebhookHeaders.Id], headers[WebhookHeaders.Timestamp], headers[WebhookHeaders.Signature], body) is
            { } refusal
        )
        {
            Log.Refused(log, refusal);
            await RefuseAsync(http, StatusCodes.Status401Unauthorized, "Not signed as expected", refusal);
            return;
        }

        if (Parse(body, question) is not { } asked)
        {
            await RefuseAsync(
                http,
                StatusCodes.Status400BadRequest,
                "Not a question",
                "Signed rightly, but the body is not the JSON that belongs here. Are manager and worker of the same version?"
            );
            return;
        }

        await http.Response.WriteAsJsonAsync(await answer(asked, http.RequestAborted), report, cancellationToken: http.RequestAborted);
    }

    private static async Task<byte[]?> ReadAsync(HttpContext http)
    {
        if (http.Request.ContentLength > LongestBody)
        {
            return null;
        }
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = LongestBody;
        }
        using var body = new MemoryStream();
        try
        {
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        }
        catch (BadHttpRequestException fault) when (fault.StatusCode == StatusCodes.Status413PayloadTooLarge)
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
        [LoggerMessage(Level = LogLevel.Warning, Message = "A question was refused: {Reason}")]
        public static partial void Refused(ILogger logger, string reason);
    }
}
