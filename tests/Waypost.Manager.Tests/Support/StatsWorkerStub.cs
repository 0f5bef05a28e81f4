using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Waypost.Manager.Http;
using Waypost.Wire;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Tests.Support;

/// <summary>Answers in place of the stats worker: records requests, checks their signature, and returns what the test sets.</summary>
internal sealed class StatsWorkerStub : HttpMessageHandler
{
    private readonly ReplayGuard replays = new(TimeProvider.System);

    public static SourceReport Success =>
        new()
        {
            Credentials = new() { Ok = true, Message = "Connected as reader." },
            Exposures = new()
            {
                Ok = true,
                Ran = true,
                Message = "4 columns.",
            },
        };

    public ConcurrentQueue<(string Path, string Body)> Requests { get; } = [];

    public SourceReport Source { get; set; } = Success;

    public MetricReport Metric { get; set; } =
        new()
        {
            Ok = true,
            Credentials = Success.Credentials,
            Query = Success.Exposures,
        };

    public bool IsUnavailable { get; set; }

    public void Replace(IServiceCollection services) =>
        services.AddHttpClient<StatsWorkerClient>().ConfigurePrimaryHttpMessageHandler(() => this);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (IsUnavailable)
        {
            throw new HttpRequestException("Connection refused");
        }

        var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        Assert.True(WebhookSecret.TryParse(RunningManager.WebhookSecret, out var secret, out _));
        var id = Header(request, WebhookHeaders.Id);
        var outcome = WebhookSignature.Verify(
            secret,
            id,
            Header(request, WebhookHeaders.Timestamp),
            Header(request, WebhookHeaders.Signature),
            body,
            TimeProvider.System,
            out _
        );
        if (outcome != SignatureOutcome.Valid || !replays.TryAccept(id))
        {
            return new(HttpStatusCode.Unauthorized);
        }

        var path = request.RequestUri!.AbsolutePath;
        Requests.Enqueue((path, Encoding.UTF8.GetString(body)));
        return path switch
        {
            WirePaths.TestSource => Json(Source, ExperimentsJson.Default.SourceReport),
            WirePaths.PreviewMetric => Json(Metric, ExperimentsJson.Default.MetricReport),
            _ => Json(
                new PlanReport
                {
                    Baseline = new() { Mean = 0.2, VisitorsPerDay = 100 },
                    UsersByVariant = new Dictionary<string, long> { ["off"] = 500, ["on"] = 500 },
                    TotalUsers = 1000,
                    Days = 10,
                    Warnings = [],
                    Method = "normal approximation",
                },
                ExperimentsJson.Default.PlanReport
            ),
        };
    }

    private static HttpResponseMessage Json<T>(T answer, JsonTypeInfo<T> type) =>
        new(HttpStatusCode.OK) { Content = new StringContent(JsonSerializer.Serialize(answer, type), Encoding.UTF8, "application/json") };

    private static string Header(HttpRequestMessage request, string name) =>
        request.Headers.TryGetValues(name, out var values) ? values.Single() : "";
}
