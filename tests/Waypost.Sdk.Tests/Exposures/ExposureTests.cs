using Microsoft.Extensions.Logging;
using Waypost.Flags;
using Waypost.Sdk.Tests.Support;
using Waypost.Testing;

namespace Waypost.Sdk.Tests.Exposures;

public sealed class ExposureTests : IDisposable
{
    private readonly List<Exposure> seen = [];
    private readonly ObservedTime time = new();
    private readonly CapturedLogs logs = new();

    private static Snapshot Running => Snapshots.At(1) with { Flags = [Snapshots.Experiment()] };

    public void Dispose() => logs.Dispose();

    private WaypostClient Client(Snapshot snapshot, Action<WaypostOptions>? configure = null)
    {
        var options = new WaypostOptions { Offline = true, OnExposure = seen.Add };
        configure?.Invoke(options);
        var client = new WaypostClient(options, () => throw new InvalidOperationException("offline"), logs, time, () => 0);
        client.Hold(snapshot);
        return client;
    }

    [Fact]
    public async Task The_first_evaluation_is_an_exposure_with_all_there_is_to_say()
    {
        await using var client = Client(Running);

        var value = client.EvaluateFlag("quote-form", "julia m", false);

        var exposure = Assert.Single(seen);
        Assert.Equal(new(7, "quote-form", value ? "on" : "off", "off", "julia m", time.GetUtcNow()), exposure);
        Assert.Equal(value, exposure.Treatment);
    }

    [Fact]
    public async Task A_user_is_reported_once_within_the_window_and_again_after_it()
    {
        await using var client = Client(Running);
        client.EvaluateFlag("quote-form", "julia m", false);
        client.EvaluateFlagDetail("quote-form", EvaluationContext.For("julia m"), false);
        time.Advance(TimeSpan.FromHours(23));
        client.EvaluateFlag("quote-form", "julia m", false);
        var within = seen.Count;
        time.Advance(TimeSpan.FromHours(1));
        client.EvaluateFlag("quote-form", "julia m", false);
        client.EvaluateFlag("quote-form", "julia m", false);

        Assert.Equal(1, within);
        Assert.Equal(2, seen.Count);
    }

    [Fact]
    public async Task Every_user_and_every_experiment_is_reported()
    {
        await using var client = Client(Running);
        for (var i = 0; i < 100; i++)
        {
            client.EvaluateFlag("quote-form", $"user {i}", false);
        }

        client.Hold(Snapshots.At(2) with { Flags = [Snapshots.Experiment() with { Experiment = new(8, "off") }] });
        client.EvaluateFlag("quote-form", "user 1", false);

        Assert.Equal(101, seen.Count);
        Assert.Equal(8, seen[^1].ExperimentId);
    }

    [Fact]
    public async Task Many_threads_report_a_user_once()
    {
        var count = 0;
        await using var client = Client(Running, options => options.OnExposure = _ => Interlocked.Increment(ref count));

        Parallel.For(0, 10_000, i => client.EvaluateFlag("quote-form", $"user {i % 10}", false));

        Assert.Equal(10, count);
    }

    [Fact]
    public async Task Memory_is_bounded_and_the_newest_are_remembered()
    {
        await using var client = Client(Running, options => options.ExposureMemory = 100);
        for (var i = 0; i < 1000; i++)
        {
            client.EvaluateFlag("quote-form", $"user {i}", false);
        }

        for (var i = 900; i < 1000; i++)
        {
            client.EvaluateFlag("quote-form", $"user {i}", false);
        }

        var remembered = seen.Count;
        client.EvaluateFlag("quote-form", "user 0", false);

        Assert.Equal(1000, remembered);
        Assert.Equal(1001, seen.Count);
    }

    [Fact]
    public async Task What_a_callback_throws_reaches_nobody_but_the_log_and_the_exposure_is_offered_again()
    {
        var calls = 0;
        await using var client = Client(
            Running,
            options =>
                options.OnExposure = exposure =>
                {
                    if (calls++ < 3)
                    {
                        throw new InvalidOperationException("database away");
                    }

                    seen.Add(exposure);
                }
        );

        for (var i = 0; i < 10; i++)
        {
            client.EvaluateFlag("quote-form", "julia m", false);
        }

        Assert.Equal(4, calls);
        Assert.Single(seen);
        Assert.DoesNotContain("julia", Assert.Single(logs.At(LogLevel.Error)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Custom_assignments_rules_and_switched_off_flags_are_no_exposures()
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
        await using var client = Client(Snapshots.At(1) with { Flags = [assigned, off, ruled] });

        client.EvaluateFlag("assigned", "julia m", false);
        client.EvaluateFlag("ruled", "julia m", false);
        client.EvaluateFlag("off", "julia m", false);

        Assert.Empty(seen);
    }

    [Fact]
    public void An_exposure_names_no_user_when_it_is_printed() =>
        Assert.DoesNotContain(
            "julia",
            new Exposure(7, "quote-form", "on", "off", "julia m", time.GetUtcNow()).ToString(),
            StringComparison.Ordinal
        );
}
