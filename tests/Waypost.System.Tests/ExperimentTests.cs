using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Npgsql;
using Waypost.Sdk;
using Waypost.Testing;

namespace Waypost.System.Tests;

/// <summary>From exposures to a decision with the real SDK, analytics database, manager and stats worker.</summary>
[Collection(nameof(RunningSystem))]
public sealed class ExperimentTests(RunningSystem system)
{
    private const string Experiments = "projects/default/experiments";

    [Fact]
    public async Task Exposures_and_events_lead_to_a_decision()
    {
        var flag = await system.Manager.NewFlagAsync();
        var experiment = await StartAsync(flag);
        var exposures = await ExposeAsync(flag, users: 600);
        var events = exposures.Where((e, i) => i % 10 < (e.Treatment ? 6 : 3)).Select(e => (User: e.TargetingKey, e.Treatment)).ToList();
        await WriteAsync(exposures, events.Select(e => e.User), flag);

        await system.Manager.DoAsync("POST", $"{Experiments}/{experiment}/exposures/refresh");
        await Eventually.IsTrueAsync(async () =>
            (await system.Manager.DoAsync("GET", $"{Experiments}/{experiment}/exposures")).AsArray().Count > 0
        );
        var counted = (await system.Manager.DoAsync("GET", $"{Experiments}/{experiment}/exposures")).AsArray();
        await system.Manager.DoAsync("POST", $"{Experiments}/{experiment}/stop", new { winner = "on" });
        var results = await AnalyseAsync(experiment);

        Assert.Equal(
            600,
            counted
                .Where(day => day!["date"]!.GetValue<string>() == counted[^1]!["date"]!.GetValue<string>())
                .Sum(day => day!["users"]!.GetValue<long>())
        );
        var metric = results["metrics"]![0]!;
        foreach (var (variant, treatment) in new[] { ("on", true), ("off", false) })
        {
            var arm = metric["variants"]!.AsArray().Single(v => v!["variant"]!.GetValue<string>() == variant)!;
            Assert.Equal(exposures.Count(e => e.Treatment == treatment), arm["users"]!.GetValue<long>());
            Assert.Equal(events.Count(e => e.Treatment == treatment), arm["converted"]!.GetValue<long>());
        }

        var comparison = metric["comparisons"]![0]!;
        Assert.Equal(ChiSquare(metric), comparison["statistic"]!.GetValue<double>(), tolerance: 1e-9);
        Assert.Equal("better", comparison["decision"]!.GetValue<string>());
        Assert.InRange(comparison["pValue"]!.GetValue<double>(), double.Epsilon, 1e-6);
        Assert.Equal("alwaysValid", results["basis"]!.GetValue<string>());
        await AssertHistoryAsync(experiment, metric, exposures.Count);
        Assert.Equal(100, (await system.Manager.DoAsync("GET", ManagerApi.SettingsOf(flag)))["rolloutPercentage"]!.GetValue<double>());
    }

    [Fact]
    [Trait("Fault", "18")]
    public async Task An_analysis_queued_while_no_worker_runs_is_run_by_the_next_worker()
    {
        var flag = await system.Manager.NewFlagAsync();
        var experiment = await StartAsync(flag);
        await WriteAsync(await ExposeAsync(flag, users: 40), [], flag);
        // The frozen worker cannot take the job.
        await RunningSystem.FreezeAsync(system.ProcessOf("stats"));
        await system.Manager.DoAsync("POST", $"{Experiments}/{experiment}/analyses");

        await system.KillAndWaitAsync("stats");

        var results = await WaitAsync(experiment, 1);
        Assert.Equal(40, results["exposures"]!["total"]!.GetValue<long>());
        Assert.Equal("alwaysValid", results["basis"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_demos_stopped_experiment_shows_the_results_of_its_history()
    {
        await Eventually.IsTrueAsync(async () => (await system.Manager.SendAsync("GET", $"{Experiments}/1/results")).IsSuccessStatusCode);

        var results = await system.Manager.DoAsync("GET", $"{Experiments}/1/results");

        Assert.Null(results["sampleRatio"]!["warning"]);
        Assert.Equal(
            [("form-submitted", "better"), ("page-views", "no difference shown"), ("form-errors", "worse")],
            results["metrics"]!
                .AsArray()
                .Select(m => (m!["metric"]!.GetValue<string>(), m["comparisons"]![0]!["decision"]!.GetValue<string>()))
                .Where(m => m.Item1 is "form-submitted" or "page-views" or "form-errors")
        );
    }

    [Fact]
    public async Task Simulated_visitors_produce_exposures_of_the_running_experiment()
    {
        await using var source = NpgsqlDataSource.Create(await system.DatabaseAsync("events"));
        await Eventually.IsTrueAsync(async () =>
        {
            await using var recent = source.CreateCommand(
                "select count(*) from exposures where experiment_id = 2 and timestamp > now() - interval '10 minutes'"
            );
            return await recent.ExecuteScalarAsync(TestTimeout.Token()) is > 0L;
        });
    }

    private async Task<long> StartAsync(string flag)
    {
        var metric = $"done-{flag}";
        await system.Manager.DoAsync(
            "POST",
            "projects/default/metrics",
            new
            {
                key = metric,
                type = "binomial",
                query = $"select user_id, timestamp from events where name = '{flag}';",
            }
        );
        var created = await system.Manager.DoAsync(
            "POST",
            Experiments,
            new
            {
                name = flag,
                flag,
                environment = "production",
                percentTested = 50,
                metrics = new[] { metric },
            }
        );
        var id = created["id"]!.GetValue<long>();
        await system.Manager.DoAsync("POST", $"{Experiments}/{id}/start");
        return id;
    }

    /// <summary>Evaluates the flag for users with an SDK in this process.</summary>
    /// <returns>The exposures that the SDK reported.</returns>
    private async Task<IReadOnlyList<Exposure>> ExposeAsync(string flag, int users)
    {
        var exposures = new ConcurrentQueue<Exposure>();
        await using var client = new WaypostClient(
            new()
            {
                SdkKey = system.ServerKey,
                ProviderUrl = system.Provider(1).Url,
                OnExposure = exposures.Enqueue,
            }
        );
        await Eventually.IsTrueAsync(() => client.EvaluateFlagDetail(flag, "warm-up", false).Reason == Flags.EvaluationReason.Split);
        foreach (var user in Enumerable.Range(0, users))
        {
            client.EvaluateFlag(flag, $"user-{user}", false);
        }
        await Eventually.IsTrueAsync(() => exposures.Count(e => e.TargetingKey != "warm-up") == users);
        return [.. exposures.Where(e => e.TargetingKey != "warm-up").OrderBy(e => e.TargetingKey, StringComparer.Ordinal)];
    }

    private async Task WriteAsync(IReadOnlyList<Exposure> exposures, IEnumerable<string> converted, string name)
    {
        await using var source = NpgsqlDataSource.Create(await system.DatabaseAsync("events"));
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(
            new("insert into exposures select * from unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::boolean[], $5::text[])")
            {
                Parameters =
                {
                    new() { Value = exposures.Select(e => e.ExperimentId).ToArray() },
                    new() { Value = exposures.Select(e => e.TargetingKey).ToArray() },
                    new() { Value = exposures.Select(e => e.Timestamp.ToUniversalTime()).ToArray() },
                    new() { Value = exposures.Select(e => e.Treatment).ToArray() },
                    new() { Value = exposures.Select(e => e.Variant).ToArray() },
                },
            }
        );
        var users = converted.ToHashSet();
        var done = exposures.Where(e => users.Contains(e.TargetingKey)).ToList();
        batch.BatchCommands.Add(
            new("insert into events (user_id, timestamp, name) select u, t, $3 from unnest($1::text[], $2::timestamptz[]) as e(u, t)")
            {
                Parameters =
                {
                    new() { Value = done.Select(e => e.TargetingKey).ToArray() },
                    new() { Value = done.Select(e => e.Timestamp.ToUniversalTime()).ToArray() },
                    new() { Value = name },
                },
            }
        );
        await batch.ExecuteNonQueryAsync(TestTimeout.Token());
    }

    private async Task<JsonNode> AnalyseAsync(long experiment)
    {
        var job = await system.Manager.DoAsync("POST", $"{Experiments}/{experiment}/analyses");
        return await WaitAsync(experiment, job["number"]!.GetValue<int>());
    }

    private async Task<JsonNode> WaitAsync(long experiment, int number)
    {
        JsonNode? job = null;
        await Eventually.IsTrueAsync(async () =>
            (job = await system.Manager.DoAsync("GET", $"{Experiments}/{experiment}/analyses/{number}"))["status"]!.GetValue<string>()
                is not ("queued" or "running")
        );
        Assert.True(job!["status"]!.GetValue<string>() == "succeeded", job.ToJsonString());
        return await system.Manager.DoAsync("GET", $"{Experiments}/{experiment}/results");
    }

    /// <summary>The worker's result is the first look of the history, and the days of first exposure have every user.</summary>
    private async Task AssertHistoryAsync(long experiment, JsonNode metric, int users)
    {
        var results = $"{Experiments}/{experiment}/results";
        var key = metric["metric"]!.GetValue<string>();
        var look = Assert.Single((await system.Manager.DoAsync("GET", $"{results}/history?metric={key}")).AsArray())!;
        var comparison = metric["comparisons"]![0]!;
        Assert.Equal(comparison["relative"]!.GetValue<double>(), look["lift"]!.GetValue<double>(), tolerance: 1e-12);
        var (interval, ofLift) = (look["differenceInterval"]!.AsArray(), look["liftInterval"]!.AsArray());
        Assert.Equal(comparison["alwaysValid"]!["interval"]![0]!.GetValue<double>(), interval[0]!.GetValue<double>(), tolerance: 1e-12);
        Assert.InRange(look["lift"]!.GetValue<double>(), ofLift[0]!.GetValue<double>(), ofLift[1]!.GetValue<double>());

        await system.Manager.DoAsync("POST", $"{results}/novelty/refresh");
        await Eventually.IsTrueAsync(async () => (await system.Manager.SendAsync("GET", $"{results}/novelty")).IsSuccessStatusCode);
        var days = (await system.Manager.DoAsync("GET", $"{results}/novelty"))["metrics"]![0]!["days"]!.AsArray();
        Assert.Equal(users, days.SelectMany(day => day!["variants"]!.AsArray()).Sum(one => one!["users"]!.GetValue<long>()));
    }

    /// <summary>Pearson's statistic, calculated from the two-by-two table.</summary>
    private static double ChiSquare(JsonNode metric)
    {
        var arms = metric["variants"]!
            .AsArray()
            .Select(v => (Yes: (double)v!["converted"]!.GetValue<long>(), All: (double)v["users"]!.GetValue<long>()))
            .ToList();
        var (yes, all) = (arms.Sum(a => a.Yes), arms.Sum(a => a.All));
        return arms.Sum(a =>
            (Math.Pow(a.Yes - (a.All * yes / all), 2) / (a.All * yes / all))
            + (Math.Pow(a.All - a.Yes - (a.All * (all - yes) / all), 2) / (a.All * (all - yes) / all))
        );
    }
}
