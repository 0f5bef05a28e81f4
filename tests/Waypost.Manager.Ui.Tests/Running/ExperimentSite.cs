using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Waypost.Manager.Features.Experiments.Health;
using Waypost.Manager.Http;
using Waypost.Manager.Ui.Tests.Results;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Ui.Tests.Running;

/// <summary>A site with experiments: a fake answers in place of the stats worker, and jobs end as the test says.</summary>
public class ExperimentSite(Chromium chromium) : Site(chromium)
{
    public FakeStatsWorker Stats { get; } = new();

    public async Task ConnectDatabaseAsync() =>
        await PutAsync(
            "events-database",
            new
            {
                host = "db.solarflare.example",
                database = "events",
                username = "reader",
                password = "not-shown-anywhere",
                exposuresQuery = "select experiment_id, user_id, timestamp, treatment from exposures",
            }
        );

    public Task CreateMetricAsync(string key, string name, string type = "binomial", string goal = "increase") =>
        PostAsync(
            "metrics",
            new
            {
                key,
                name,
                type,
                goal,
                query = "select user_id, timestamp from events",
            }
        );

    /// <summary>A draft in production on a flag of the site, with one primary metric.</summary>
    public async Task<long> CreateExperimentAsync(
        string name,
        string flag,
        string metric = "quote-completed",
        params IReadOnlyList<string> secondary
    ) => (
            await PostAsync(
                "experiments",
                new
                {
                    name,
                    flag,
                    environment = "production",
                    plannedDays = 28,
                    metrics = new[] { metric }.Concat(secondary),
                }
            )
        ).GetProperty("id").GetInt64();

    /// <summary>Gives the primary metric of a draft a margin.</summary>
    public async Task PlanMarginAsync(long experiment, object margin, string metric = "quote-completed")
    {
        using var answer = await Api.PatchAsync(
            $"projects/default/experiments/{experiment}",
            new StringContent(
                JsonSerializer.Serialize(new { margins = new Dictionary<string, object> { [metric] = margin } }),
                null,
                "application/merge-patch+json"
            ),
            TestContext.Current.CancellationToken
        );
        answer.EnsureSuccessStatusCode();
    }

    public Task StartExperimentAsync(long experiment, DateTimeOffset? at = null) =>
        PostAsync($"experiments/{experiment}/start", new { at });

    /// <summary>Requests <c>analyses</c> or <c>exposures/refresh</c>.</summary>
    public Task RequestAsync(long experiment, string what) => PostAsync($"experiments/{experiment}/{what}", new { });

    /// <summary>Requests an analysis and finishes it with this result.</summary>
    public async Task AddAnalysisAsync(long experiment, AnalysisResult result)
    {
        await RequestAsync(experiment, "analyses");
        await FinishJobAsync(
            experiment,
            JobKinds.Analysis,
            "succeeded",
            JsonSerializer.Serialize(result with { ExperimentId = experiment }, ExperimentsJson.Default.AnalysisResult)
        );
    }

    /// <summary>Requests a count of exposures and finishes it with four weeks of them.</summary>
    public async Task AddExposuresAsync(long experiment)
    {
        await RequestAsync(experiment, "exposures/refresh");
        var first = DateOnly.FromDateTime(SampleAnalysis.Start.UtcDateTime);
        var counted = new ExposuresResult
        {
            CountedAt = SampleAnalysis.Result.AnalyzedAt,
            Days =
            [
                .. Enumerable
                    .Range(0, 28)
                    .SelectMany(day =>
                        new ExposureDay[]
                        {
                            new(first.AddDays(day), "off", 364L * (day + 1)),
                            new(first.AddDays(day), "on", 360L * (day + 1)),
                        }
                    ),
            ],
            Exposures = SampleAnalysis.Result.Exposures,
            SampleRatio = SampleAnalysis.Result.SampleRatio,
        };
        await FinishJobAsync(
            experiment,
            JobKinds.Exposures,
            "succeeded",
            JsonSerializer.Serialize(counted, ExperimentsJson.Default.ExposuresResult)
        );
    }

    /// <summary>Adds the analyses of some days, and the metrics by day of first exposure.</summary>
    public async Task AddHistoryAsync(long experiment)
    {
        foreach (var days in new[] { 1, 2, 3, 5, 8, 13, 20, 27 })
        {
            await AddAnalysisAsync(experiment, SampleHistory.Until(days));
        }

        await RequestAsync(experiment, "results/novelty/refresh");
        await FinishJobAsync(experiment, JobKinds.Novelty, "succeeded", SampleHistory.Json(SampleHistory.Novelty));
        await PostBreakdownAsync(experiment, SampleBreakdown.Paradox);
    }

    /// <summary>Requests a breakdown and finishes it with this result.</summary>
    internal async Task PostBreakdownAsync(long experiment, BreakdownResult result)
    {
        await PostAsync($"experiments/{experiment}/results/breakdown/refresh", new { column = result.Column });
        await FinishJobAsync(experiment, JobKinds.Breakdown, "succeeded", SampleBreakdown.Json(result));
    }

    /// <summary>Finishes the newest job of this kind in place of the stats worker.</summary>
    public async Task FinishJobAsync(long experiment, string kind, string status, string? result = null, string? error = null)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var end = new NpgsqlCommand(
            """
            update jobs set status = $1, result = $2::jsonb, error = $3, started_at = now(), finished_at = now()
            where id = (select job_id from experiment_jobs where experiment_id = $4 and kind = $5 order by number desc limit 1)
            """,
            connection
        )
        {
            Parameters =
            {
                new() { Value = status },
                Text(result),
                Text(error),
                new() { Value = experiment },
                new() { Value = kind },
            },
        };
        Assert.Equal(1, await end.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Checks the health of the running experiments, which the site does not do by itself: its results are old.</summary>
    public Task CheckHealthAsync() => Service<HealthMonitor>().RunAsync(TestContext.Current.CancellationToken);

    public Task StartAaTestAsync(string metric) => PostAsync($"metrics/{metric}/aa-tests", new { });

    /// <summary>Finishes the newest job of a metric in place of the stats worker.</summary>
    public async Task FinishMetricJobAsync(string metric, string status, string result)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var end = new NpgsqlCommand(
            """
            update jobs set status = $1, result = $2::jsonb, started_at = now(), finished_at = now()
            where id = (select max(job_id) from metric_jobs join metrics on metrics.id = metric_id where key = $3)
            """,
            connection
        )
        {
            Parameters =
            {
                new() { Value = status },
                Text(result),
                new() { Value = metric },
            },
        };
        Assert.Equal(1, await end.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }

    protected override void ConfigureServices(IServiceCollection services)
    {
        services.AddHttpClient<StatsWorkerClient>().ConfigurePrimaryHttpMessageHandler(() => Stats);
        services.Remove(services.Single(service => service.ImplementationType == typeof(HealthWatch)));
    }

    private static NpgsqlParameter Text(string? text) =>
        new() { Value = text ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text };

    private async Task<JsonElement> PostAsync(string path, object body)
    {
        using var response = await Api.PostAsJsonAsync("projects/default/" + path, body, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
    }

    private async Task PutAsync(string path, object body)
    {
        using var response = await Api.PutAsJsonAsync("projects/default/" + path, body, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
