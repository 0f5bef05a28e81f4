using System.Text;
using Waypost.Manager.Ui.Tests.Results;

namespace Waypost.Manager.Ui.Tests.Running;

/// <summary>
/// A site somebody has worked on: flags of every kind, assignments, rules, keys, experiments in every state, and a log of it all.
/// </summary>
public sealed class FurnishedSite(Chromium chromium) : Lab(chromium), IAsyncLifetime
{
    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        await MakeFlagAsync(
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
        await MakeFlagAsync("roof-photo", "Upload a photo of the roof", new { tags = new[] { "checkout" }, rolloutPercentage = 10 });
        await MakeFlagAsync(
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
        await MakeFlagAsync(
            "finance-calculator",
            "Finance calculator with the new interest tables and a very long name indeed",
            new { enabled = true, rolloutPercentage = 50 }
        );
        await SendAsync(HttpMethod.Put, "environments/production/flags/quote-form/assignments/sean%20r", """{"variant":"off"}""");
        await SendAsync(HttpMethod.Put, "environments/production/flags/quote-form/assignments/julia%20m", """{"variant":"on"}""");
        await SendAsync(
            HttpMethod.Patch,
            "environments/production/flags/hero-text",
            """{"fallthrough":{"rollout":[{"variant":"short","weight":50000},{"variant":"long","weight":30000},{"variant":"video","weight":20000}]}}"""
        );
        await SendAsync(
            HttpMethod.Patch,
            "environments/development/flags/finance-calculator",
            """{"rules":[{"when":[{"attribute":"plan","op":"in","values":["beta","pro"]}],"serve":{"variant":"on"}}]}"""
        );
        await SendAsync(HttpMethod.Post, "environments/production/sdk-keys", """{"kind":"server","name":"Shop"}""");
        await ExperimentAsync();
        await SendAsync(
            HttpMethod.Post,
            "environments/production/sdk-keys",
            """{"kind":"client","name":"Landing page","allowedOrigins":["https://solarflare.example"]}"""
        );
    }

    private async Task ExperimentAsync()
    {
        await ConnectAsync();
        await MakeMetricAsync("quote-completed", "Quote completed");
        await MakeMetricAsync("time-on-form", "Time on form", "duration", "decrease");
        await PlanAsync("Which words above the fold?", "hero-text");
        var finished = await PlanAsync("Does a short form finish more quotes?", "quote-form");
        await StartAsync(finished, SampleAnalysis.Start);
        await CountedAsync(finished);
        await AnalysedAsync(finished, SampleAnalysis.AllRoles);
        var running = await PlanAsync("Does a calculator help?", "finance-calculator");
        await StartAsync(running);
        await AnalysedAsync(
            running,
            SampleAnalysis.Running([.. SampleAnalysis.AllRoles.Metrics]) with
            {
                SampleRatio = SampleAnalysis.Result.SampleRatio! with { Warning = "alert", PValue = 1e-9 },
            }
        );
        await AskAsync(running, "exposures/refresh");
        await EndAsync(running, "exposures", "failed", error: "The events database did not answer within 60 s.");
        await AskAsync(running, "analyses");
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
