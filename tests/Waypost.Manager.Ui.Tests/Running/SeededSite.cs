using System.Text;
using Waypost.Manager.Ui.Tests.Results;

namespace Waypost.Manager.Ui.Tests.Running;

/// <summary>
/// A site with data of every kind: flags, assignments, rules, keys, experiments in every state, and an audit log.
/// </summary>
public sealed class SeededSite(Chromium chromium) : ExperimentSite(chromium), IAsyncLifetime
{
    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        await CreateFlagAsync(
            "quote-form",
            "Short quote form",
            new
            {
                description = "Asks only for the address.",
                tags = new[] { "checkout", "experiment" },
                enabled = true,
                rolloutPercentage = 25,
            }
        );
        await CreateFlagAsync("roof-photo", "Upload a photo of the roof", new { tags = new[] { "checkout" }, rolloutPercentage = 10 });
        await CreateFlagAsync(
            "hero-text",
            "Words above the fold",
            new
            {
                type = "string",
                variants = new
                {
                    @short = "Solar",
                    @long = "Solar panels on your roof",
                    video = "v1",
                },
                enabled = true,
            }
        );
        await CreateFlagAsync(
            "finance-calculator",
            "Finance calculator with the new interest tables and a very long name indeed",
            new { enabled = true, rolloutPercentage = 50 }
        );
        await SendAsync(HttpMethod.Put, "environments/production/flags/quote-form/assignments/sean%20r", """{"variant":"off"}""");
        await SendAsync(HttpMethod.Put, "environments/production/flags/quote-form/assignments/julia%20m", """{"variant":"on"}""");
        await SendAsync(
            HttpMethod.Patch,
            "environments/production/flags/hero-text",
            """
            {"fallthrough":{"rollout":[
                {"variant":"short","weight":50000},{"variant":"long","weight":30000},{"variant":"video","weight":20000}
            ]}}
            """
        );
        await SendAsync(
            HttpMethod.Patch,
            "environments/development/flags/finance-calculator",
            """{"rules":[{"when":[{"attribute":"plan","op":"in","values":["beta","pro"]}],"serve":{"variant":"on"}}]}"""
        );
        await SendAsync(HttpMethod.Post, "environments/production/sdk-keys", """{"kind":"server","name":"Shop"}""");
        await CreateExperimentsAsync();
        await SendAsync(
            HttpMethod.Post,
            "environments/production/sdk-keys",
            """{"kind":"client","name":"Landing page","allowedOrigins":["https://solarflare.example"]}"""
        );
    }

    private async Task CreateExperimentsAsync()
    {
        await ConnectDatabaseAsync();
        await CreateMetricAsync("quote-completed", "Quote completed");
        await CreateMetricAsync("time-on-form", "Time on form", "duration", "decrease");
        await StartAaTestAsync("quote-completed");
        await FinishMetricJobAsync("quote-completed", "succeeded", SampleAaTest.Json(SampleAaTest.Bad));
        await CreateExperimentAsync("Which words above the fold?", "hero-text");
        var finished = await CreateExperimentAsync("Does a short form finish more quotes?", "quote-form");
        await StartExperimentAsync(finished, SampleAnalysis.Start);
        await AddExposuresAsync(finished);
        await AddHistoryAsync(finished);
        await AddAnalysisAsync(finished, SampleAnalysis.AllRoles);
        await SendAsync(HttpMethod.Post, "layers", """{"key":"checkout","name":"Check-out"}""");
        await SendAsync(HttpMethod.Post, "holdout", "{}");
        var running = await CreateExperimentAsync("Does a calculator help?", "finance-calculator");
        await SendAsync(HttpMethod.Patch, $"experiments/{running}", """{"layer":"checkout","layerShare":40}""");
        await StartExperimentAsync(running);
        await AddAnalysisAsync(
            running,
            SampleAnalysis.Running([.. SampleAnalysis.AllRoles.Metrics]) with
            {
                SampleRatio = SampleAnalysis.Result.SampleRatio! with { Warning = "alert", PValue = 1e-9 },
            }
        );
        await RequestAsync(running, "exposures/refresh");
        await FinishJobAsync(running, "exposures", "failed", error: "The analytics database did not answer within 60 s.");
        await RequestAsync(running, "analyses");
        await CheckHealthAsync();
    }

    private async Task SendAsync(HttpMethod method, string path, string json)
    {
        using var request = new HttpRequestMessage(method, "projects/default/" + path)
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        using var response = await Api.SendAsync(request, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }
}
