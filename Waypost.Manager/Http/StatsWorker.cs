using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using Waypost.Manager.Core;
using Waypost.Wire;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Http;

/// <summary>Asks the stats worker, the only part that connects to an events database. When it is away, that is an answer too.</summary>
internal sealed partial class StatsWorker(HttpClient http, IOptions<ManagerOptions> options, TimeProvider time, ILogger<StatsWorker> logger)
{
    public static readonly Refusal Away = new Refusal.Unavailable(
        "The stats worker does not answer, so the events database cannot be asked now. Flags work as always. Start Waypost.Stats, or "
            + "try again in a moment."
    );

    private readonly WebhookSecret secret = WebhookSecret.TryParse(options.Value.WebhookSecret, out var parsed, out var fault)
        ? parsed
        : throw new InvalidOperationException(fault);

    /// <param name="question">The connection.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="tell">How loud to be when there is no answer: nobody waits for one who asks from the background.</param>
    public Task<Outcome<SourceReport>> TestAsync(
        SourceCheckRequest question,
        CancellationToken cancellationToken,
        LogLevel tell = LogLevel.Warning
    ) =>
        AskAsync(
            WirePaths.TestSource,
            question,
            ExperimentsJson.Default.SourceCheckRequest,
            ExperimentsJson.Default.SourceReport,
            cancellationToken,
            tell
        );

    public Task<Outcome<MetricReport>> PreviewAsync(MetricPreviewRequest question, CancellationToken cancellationToken) =>
        AskAsync(
            WirePaths.PreviewMetric,
            question,
            ExperimentsJson.Default.MetricPreviewRequest,
            ExperimentsJson.Default.MetricReport,
            cancellationToken
        );

    public Task<Outcome<PlanReport>> PlanAsync(PlanRequest question, CancellationToken cancellationToken) =>
        AskAsync(WirePaths.Plan, question, ExperimentsJson.Default.PlanRequest, ExperimentsJson.Default.PlanReport, cancellationToken);

    private async Task<Outcome<TAnswer>> AskAsync<TQuestion, TAnswer>(
        string path,
        TQuestion question,
        JsonTypeInfo<TQuestion> asked,
        JsonTypeInfo<TAnswer> answered,
        CancellationToken cancellationToken,
        LogLevel tell = LogLevel.Warning
    )
        where TAnswer : class
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(question, asked);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path);
            SignedRequests.Sign(request, body, secret, time);
            using var response = await http.SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode && await response.Content.ReadFromJsonAsync(answered, cancellationToken) is { } answer)
            {
                return answer;
            }

            Log.Refused(logger, tell, path, response.StatusCode);
            return response.StatusCode == HttpStatusCode.Unauthorized
                ? new Refusal.Unavailable(
                    "The stats worker refuses this manager's signature: give both the same Waypost:WebhookSecret, and look at their clocks."
                )
                : Away;
        }
        catch (Exception e)
            when (e is HttpRequestException or JsonException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            Log.DidNotAnswer(logger, tell, path, e.GetType().Name);
            return Away;
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
