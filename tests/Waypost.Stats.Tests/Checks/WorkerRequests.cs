using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Checks;

/// <summary>The manager's requests over HTTP.</summary>
internal static class WorkerRequests
{
    private static readonly HttpClient client = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<SourceReport> TestAsync(this StatsWorkerHost worker, AnalyticsSource source) =>
        SendAsync(
            worker,
            WirePaths.TestSource,
            new SourceCheckRequest { Source = source },
            ExperimentsJson.Default.SourceCheckRequest,
            ExperimentsJson.Default.SourceReport
        );

    public static Task<MetricReport> PreviewAsync(this StatsWorkerHost worker, AnalyticsSource source, MetricDefinition metric) =>
        SendAsync(
            worker,
            WirePaths.PreviewMetric,
            new MetricPreviewRequest { Source = source, Metric = metric },
            ExperimentsJson.Default.MetricPreviewRequest,
            ExperimentsJson.Default.MetricReport
        );

    public static Task<PlanReport> PlanAsync(this StatsWorkerHost worker, PlanRequest request) =>
        SendAsync(worker, WirePaths.Plan, request, ExperimentsJson.Default.PlanRequest, ExperimentsJson.Default.PlanReport);

    public static async Task<HttpResponseMessage> PostAsync(this StatsWorkerHost worker, string path, byte[] body, WebhookSecret? secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(worker.Url, path));
        if (secret is null)
        {
            request.Content = new ByteArrayContent(body);
        }
        else
        {
            SignedRequests.Sign(request, body, secret, TimeProvider.System);
        }
        return await client.SendAsync(request, Token);
    }

    private static async Task<TReport> SendAsync<TRequest, TReport>(
        StatsWorkerHost worker,
        string path,
        TRequest request,
        JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TReport> reportType
    )
    {
        using var response = await worker.PostAsync(
            path,
            JsonSerializer.SerializeToUtf8Bytes(request, requestType),
            StatsWorkerHost.Secret
        );
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        return JsonSerializer.Deserialize(text, reportType)!;
    }
}
