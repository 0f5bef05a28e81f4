using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Checks;

/// <summary>What the manager asks, over HTTP.</summary>
internal static class Questions
{
    private static readonly HttpClient client = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<SourceReport> TestAsync(this Worker worker, EventsSource source) =>
        AskAsync(
            worker,
            WirePaths.TestSource,
            new SourceQuestion { Source = source },
            ExperimentsJson.Default.SourceQuestion,
            ExperimentsJson.Default.SourceReport
        );

    public static Task<MetricReport> PreviewAsync(this Worker worker, EventsSource source, MetricDefinition metric) =>
        AskAsync(
            worker,
            WirePaths.PreviewMetric,
            new MetricQuestion { Source = source, Metric = metric },
            ExperimentsJson.Default.MetricQuestion,
            ExperimentsJson.Default.MetricReport
        );

    public static Task<PlanReport> PlanAsync(this Worker worker, PlanQuestion question) =>
        AskAsync(worker, WirePaths.Plan, question, ExperimentsJson.Default.PlanQuestion, ExperimentsJson.Default.PlanReport);

    public static async Task<HttpResponseMessage> PostAsync(this Worker worker, string path, byte[] body, WebhookSecret? secret)
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

    private static async Task<TReport> AskAsync<TQuestion, TReport>(
        Worker worker,
        string path,
        TQuestion question,
        JsonTypeInfo<TQuestion> asks,
        JsonTypeInfo<TReport> answers
    )
    {
        using var answer = await worker.PostAsync(path, JsonSerializer.SerializeToUtf8Bytes(question, asks), Worker.Secret);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return JsonSerializer.Deserialize(text, answers)!;
    }
}
