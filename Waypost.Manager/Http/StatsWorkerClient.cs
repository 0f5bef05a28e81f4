using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using Waypost.Manager.Core;
using Waypost.Wire;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Http;

/// <summary>
/// Sends requests to the stats worker, the only part that connects to an analytics database. Returns a refusal, and does not throw,
/// while the worker is unavailable.
/// </summary>
internal sealed partial class StatsWorkerClient(
    HttpClient http,
    IOptions<ManagerOptions> options,
    TimeProvider time,
    ILogger<StatsWorkerClient> logger
)
{
    public static readonly Refusal NotResponding = new Refusal.Unavailable(
        "The stats worker does not respond, so the analytics database cannot be queried. Flags are not affected. Start Waypost.Stats, or "
            + "try again in a moment."
    );

    private readonly WebhookSecret secret = WebhookSecret.TryParse(options.Value.WebhookSecret, out var parsed, out var fault)
        ? parsed
        : throw new InvalidOperationException(fault);

    /// <param name="request">The connection.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="failureLevel">Log level of a failure; background tasks log less.</param>
    public Task<Outcome<SourceReport>> TestAsync(
        SourceCheckRequest request,
        CancellationToken cancellationToken,
        LogLevel failureLevel = LogLevel.Warning
    ) =>
        SendAsync(
            WirePaths.TestSource,
            request,
            ExperimentsJson.Default.SourceCheckRequest,
            ExperimentsJson.Default.SourceReport,
            cancellationToken,
            failureLevel
        );

    public Task<Outcome<MetricReport>> PreviewAsync(MetricPreviewRequest request, CancellationToken cancellationToken) =>
        SendAsync(
            WirePaths.PreviewMetric,
            request,
            ExperimentsJson.Default.MetricPreviewRequest,
            ExperimentsJson.Default.MetricReport,
            cancellationToken
        );

    public Task<Outcome<PlanReport>> PlanAsync(PlanRequest request, CancellationToken cancellationToken) =>
        SendAsync(WirePaths.Plan, request, ExperimentsJson.Default.PlanRequest, ExperimentsJson.Default.PlanReport, cancellationToken);

    private async Task<Outcome<TResponse>> SendAsync<TRequest, TResponse>(
        string path,
        TRequest request,
        JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TResponse> responseType,
        CancellationToken cancellationToken,
        LogLevel failureLevel = LogLevel.Warning
    )
        where TResponse : class
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(request, requestType);
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, path);
            SignedRequests.Sign(message, body, secret, time);
            using var response = await http.SendAsync(message, cancellationToken);
            if (response.IsSuccessStatusCode && await response.Content.ReadFromJsonAsync(responseType, cancellationToken) is { } result)
            {
                return result;
            }

            Log.Refused(logger, failureLevel, path, response.StatusCode);
            return response.StatusCode == HttpStatusCode.Unauthorized
                ? new Refusal.Unavailable(
                    "The stats worker rejected this manager's signature: give both the same Waypost:WebhookSecret, and check their clocks."
                )
                : NotResponding;
        }
        catch (Exception e)
            when (e is HttpRequestException or JsonException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            Log.DidNotAnswer(logger, failureLevel, path, e.GetType().Name);
            return NotResponding;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Message = "The stats worker answered {Path} with {Status}")]
        public static partial void Refused(ILogger logger, LogLevel level, string path, HttpStatusCode status);

        [LoggerMessage(Message = "The stats worker did not answer {Path} ({Fault})")]
        public static partial void DidNotAnswer(ILogger logger, LogLevel level, string path, string fault);
    }
}
