using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Waypost.Manager.Features.Experiments.Health;
using Waypost.Manager.Tests.Support;
using Waypost.Testing;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Manager.Tests.Experiments.Health;

/// <summary>A running experiment, results of its jobs, and a monitor whose time is the test's.</summary>
internal sealed class HealthScenario(ExperimentsUnderTest manager) : IDisposable
{
    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UnixEpoch.AddYears(60).AddHours(3));

    public CapturedLogs Logs { get; } = new();

    public DateTimeOffset Today => new(Time.GetUtcNow().Date, TimeSpan.Zero);

    public void Dispose() => Logs.Dispose();

    /// <summary>Project and an experiment that started twelve days before the fake Time.</summary>
    public async Task<(string Project, string Experiment)> StartAsync()
    {
        var project = await manager.NewProjectAsync();
        var experiment = await manager.NewExperimentAsync(project);
        (await manager.Admin.CallAsync($"POST {experiment}/start")).Expect(200);
        await using var db = manager.OpenDatabase();
        await db.Database.ExecuteSqlAsync(
            $"""
            update experiments set phase_started_at = {Time.GetUtcNow().AddDays(-12)}, locked_plan = null
            where id = {ExperimentsUnderTest.IdOf(experiment)}
            """,
            TestContext.Current.CancellationToken
        );
        return (project, experiment);
    }

    /// <summary>A count of now: 100 users on each day, and so many on the last two complete ones.</summary>
    public async Task CountAsync(string experiment, long lastDay, long dayBefore = 100)
    {
        var yesterday = DateOnly.FromDateTime(Today.Date).AddDays(-1);
        var counted = new ExposuresResult
        {
            CountedAt = Time.GetUtcNow(),
            Days = [],
            Exposures = HealthDataBuilder.Counts(600, 600),
            SampleRatio = HealthDataBuilder.Ratio(600, 600, 1, null),
            Activity =
            [
                new(yesterday, lastDay),
                new(yesterday.AddDays(-1), dayBefore),
                .. Enumerable.Range(2, 11).Select(day => new ActiveDay(yesterday.AddDays(-day), 100)),
            ],
            TimeZone = "UTC",
        };
        (await manager.Admin.CallAsync($"POST {experiment}/exposures/refresh")).Expect(202);
        await manager.EndJobAsync(
            experiment,
            JobKinds.Exposures,
            "succeeded",
            JsonSerializer.Serialize(counted, ExperimentsJson.Default.ExposuresResult)
        );
    }

    public async Task AddVolumesAsync(string experiment, long lastDay)
    {
        var yesterday = DateOnly.FromDateTime(Today.Date).AddDays(-1);
        var result = new NoveltyResult
        {
            ComputedAt = Time.GetUtcNow(),
            Window = new(Time.GetUtcNow().AddDays(-12), Time.GetUtcNow()),
            TimeZone = "UTC",
            Metrics =
            [
                new("done", "Done", MetricType.Binomial, [])
                {
                    Volumes =
                    [
                        .. Enumerable
                            .Range(0, 12)
                            .SelectMany(day =>
                                new[] { "off", "on" }.Select(variant => new MetricVolume(
                                    yesterday.AddDays(-day),
                                    variant,
                                    day == 0 ? lastDay : 50
                                ))
                            ),
                    ],
                },
            ],
        };
        (await manager.Admin.CallAsync($"POST {experiment}/results/novelty/refresh")).Expect(202);
        await manager.EndJobAsync(
            experiment,
            JobKinds.Novelty,
            "succeeded",
            JsonSerializer.Serialize(result, ExperimentsJson.Default.NoveltyResult)
        );
    }

    public Task<int> CheckAsync() =>
        ActivatorUtilities
            .CreateInstance<HealthMonitor>(manager.Running.Services, Time, new Logger<HealthMonitor>(Logs))
            .RunAsync(TestContext.Current.CancellationToken);

    public async Task<JsonElement> HealthAsync(string experiment) =>
        (await manager.Admin.CallAsync($"GET {experiment}/health")).Expect(200).Body;

    public async Task<DateTimeOffset> CheckedAtAsync(string experiment) =>
        (await HealthAsync(experiment)).GetProperty("checkedAt").GetDateTimeOffset();

    public async Task<List<JsonElement>> LogAsync(string project) =>
        [
            .. (await manager.Admin.CallAsync($"GET {project}/events?actor=waypost%20(health)"))
                .Expect(200)
                .Body.GetProperty("items")
                .EnumerateArray(),
        ];
}
