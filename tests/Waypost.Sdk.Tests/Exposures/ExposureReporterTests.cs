using Microsoft.Extensions.Logging;
using Waypost.Flags;
using Waypost.Sdk.Tests.Support;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Exposures;

public sealed class ExposureReporterTests : IDisposable
{
    private readonly List<Exposure> reported = [];
    private readonly ObservableTimeProvider time = new();
    private readonly CapturedLogs logs = new();

    private static Snapshot WithExperiment => Snapshots.At(1) with { Flags = [Snapshots.Experiment()] };

    public void Dispose() => logs.Dispose();

    private WaypostClient CreateClient(Snapshot snapshot, Action<WaypostOptions>? configure = null)
    {
        var options = new WaypostOptions { Offline = true, OnExposure = reported.Add };
        configure?.Invoke(options);
        var client = new WaypostClient(options, () => throw new InvalidOperationException("offline"), logs, time, () => 0);
        client.SetFlags(snapshot);
        return client;
    }

    [Fact]
    public async Task The_first_evaluation_reports_a_complete_exposure()
    {
        await using var client = CreateClient(WithExperiment);

        var value = client.EvaluateFlag("quote-form", "julia m", false);

        var exposure = Assert.Single(reported);
        Assert.Equal(new(7, "quote-form", value ? "on" : "off", "off", "julia m", time.GetUtcNow()), exposure);
        Assert.Equal(value, exposure.Treatment);
    }

    [Fact]
    public async Task A_user_is_reported_once_within_the_window_and_again_after_it()
    {
        await using var client = CreateClient(WithExperiment);
        client.EvaluateFlag("quote-form", "julia m", false);
        client.EvaluateFlagDetail("quote-form", EvaluationContext.For("julia m"), false);
        time.Advance(TimeSpan.FromHours(23));
        client.EvaluateFlag("quote-form", "julia m", false);
        var within = reported.Count;
        time.Advance(TimeSpan.FromHours(1));
        client.EvaluateFlag("quote-form", "julia m", false);
        client.EvaluateFlag("quote-form", "julia m", false);

        Assert.Equal(1, within);
        Assert.Equal(2, reported.Count);
    }

    [Fact]
    public async Task Every_user_and_every_experiment_is_reported()
    {
        await using var client = CreateClient(WithExperiment);
        for (var i = 0; i < 100; i++)
        {
            client.EvaluateFlag("quote-form", $"user {i}", false);
        }

        client.SetFlags(Snapshots.At(2) with { Flags = [Snapshots.Experiment() with { Experiment = new(8, "off") }] });
        client.EvaluateFlag("quote-form", "user 1", false);

        Assert.Equal(101, reported.Count);
        Assert.Equal(8, reported[^1].ExperimentId);
    }

    [Fact]
    public async Task Concurrent_evaluations_report_a_user_once()
    {
        var count = 0;
        await using var client = CreateClient(WithExperiment, options => options.OnExposure = _ => Interlocked.Increment(ref count));

        Parallel.For(0, 10_000, i => client.EvaluateFlag("quote-form", $"user {i % 10}", false));

        Assert.Equal(10, count);
    }

    [Fact]
    public async Task Memory_is_bounded_and_the_newest_exposures_are_remembered()
    {
        await using var client = CreateClient(WithExperiment, options => options.ExposureMemory = 100);
        for (var i = 0; i < 1000; i++)
        {
            client.EvaluateFlag("quote-form", $"user {i}", false);
        }

        for (var i = 900; i < 1000; i++)
        {
            client.EvaluateFlag("quote-form", $"user {i}", false);
        }

        var remembered = reported.Count;
        client.EvaluateFlag("quote-form", "user 0", false);

        Assert.Equal(1000, remembered);
        Assert.Equal(1001, reported.Count);
    }

    [Fact]
    public async Task A_callback_that_throws_is_logged_and_the_exposure_is_reported_again()
    {
        var calls = 0;
        await using var client = CreateClient(
            WithExperiment,
            options =>
                options.OnExposure = exposure =>
                {
                    if (calls++ < 3)
                    {
                        throw new InvalidOperationException("database unavailable");
                    }

                    reported.Add(exposure);
                }
        );

        for (var i = 0; i < 10; i++)
        {
            client.EvaluateFlag("quote-form", "julia m", false);
        }

        Assert.Equal(4, calls);
        Assert.Single(reported);
        Assert.DoesNotContain("julia", Assert.Single(logs.At(LogLevel.Error)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Custom_assignments_rules_and_disabled_flags_are_not_reported()
    {
        var assigned = Snapshots.Experiment("assigned") with { Assignments = new Dictionary<string, string> { ["julia m"] = "on" } };
        var ruled = Snapshots.Experiment("ruled") with
        {
            Rules =
            [
                new()
                {
                    Id = "all",
                    When = [],
                    Serve = new() { Rollout = [new("on", 100_000)] },
                },
            ],
        };
        var off = Snapshots.Experiment("off") with { Enabled = false };
        await using var client = CreateClient(Snapshots.At(1) with { Flags = [assigned, off, ruled] });

        client.EvaluateFlag("assigned", "julia m", false);
        client.EvaluateFlag("ruled", "julia m", false);
        client.EvaluateFlag("off", "julia m", false);

        Assert.Empty(reported);
    }

    [Fact]
    public void ToString_does_not_contain_the_user_id() =>
        Assert.DoesNotContain(
            "julia",
            new Exposure(7, "quote-form", "on", "off", "julia m", time.GetUtcNow()).ToString(),
            StringComparison.Ordinal
        );
}
