using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>Where a window begins and ends, from when on a user counts, and what is said while few do.</summary>
public sealed class WindowBoundaryTests(ShopDatabase shop) : IClassFixture<ShopDatabase>
{
    private const StringComparison Comparing = StringComparison.Ordinal;

    /// <summary>Exposed at the start; the window is [2 March, 5 March).</summary>
    [Theory]
    [InlineData("2026-03-01 23:59:59.999999", 0)]
    [InlineData("2026-03-02 00:00", 1)]
    [InlineData("2026-03-04 23:59:59.999999", 1)]
    [InlineData("2026-03-05 00:00", 0)]
    public async Task The_window_begins_inclusive_and_ends_exclusive(string at, int converted)
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        await shop.ExecuteAsync(
            $"""
            truncate exposures, events;
            insert into exposures values (7, 'a', '2026-03-01Z', true), (7, 'b', '2026-03-01Z', false);
            insert into exposures values (7, 'a', '2026-03-03Z', true);
            insert into events values ('a', '{at}Z', 'x', 1), ('a', '{at}Z', 'x', 1), ('a', null, 'x', 1), (null, '{at}Z', 'x', 1);
            """
        );

        var arm = await TestedAsync(worker, new() { DelayHours = 24, Hours = 72 });

        Assert.Equal((1L, 0L, converted), (arm.Users, arm.OpenUsers, (int)arm.Converted!.Value));
    }

    /// <summary>The period ends on 15 March; with the delay, the window ends 96 hours after the exposure.</summary>
    [Theory]
    [InlineData("2026-03-11 00:00", 1, 0)]
    [InlineData("2026-03-11 00:00:00.000001", 0, 1)]
    public async Task A_user_counts_from_the_moment_their_window_is_complete(string at, int users, int open)
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        await shop.ExecuteAsync(
            $"truncate exposures, events; insert into exposures values (7, 'a', '{at}Z', true), (7, 'b', '2026-03-01Z', false);"
        );

        var arm = await TestedAsync(worker, new() { DelayHours = 24, Hours = 72 });

        Assert.Equal((users, open), ((int)arm.Users, (int)arm.OpenUsers!.Value));
    }

    /// <summary>In Berlin, 29 March 2026 has 23 hours. A window has as many hours as it says.</summary>
    [Theory]
    [InlineData("2026-03-29 23:59", 1)]
    [InlineData("2026-03-30 00:00", 0)]
    public async Task A_window_does_not_depend_on_the_time_zone(string at, int converted)
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        await shop.ExecuteAsync(
            $"""
            truncate exposures, events;
            insert into exposures values (7, 'a', '2026-03-29Z', true), (7, 'b', '2026-03-29Z', false);
            insert into events values ('a', '{at}Z', 'x', 1);
            alter role {ShopDatabase.Reader} set timezone = 'Europe/Berlin'
            """
        );
        try
        {
            var arm = await TestedAsync(worker, new() { Hours = 24 }, TestRequest.At("2026-04-01 00:00"));

            Assert.Equal(converted, (int)arm.Converted!.Value);
        }
        finally
        {
            await shop.ExecuteAsync($"alter role {ShopDatabase.Reader} reset timezone");
        }
    }

    [Fact]
    public async Task A_metric_of_which_no_window_is_complete_says_so()
    {
        await shop.FillAsync();
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker.AnalyseAsync(
            TestRequest.For(
                shop.Source(worker),
                TestRequest.Metric("good", MetricType.Binomial, ShopDatabase.Good).With(m => m with { Window = new() { Hours = 400 } }),
                TestRequest.Metric("fine", MetricType.Binomial, ShopDatabase.Good)
            )
        );

        Assert.Equal([0, 0], result.Metrics[0].Variants.Select(arm => arm.Users));
        Assert.Equal([100, 100], result.Metrics[0].Variants.Select(arm => arm.OpenUsers));
        Assert.Equal(Decision.NotEnoughData, result.Metrics[0].Comparisons[0].Decision);
        var none = result.Metrics[0].Warnings.Where(warning => warning.Code == "no-users").ToList();
        Assert.Equal(2, none.Count);
        Assert.Contains("Of 100 users of the variant off, none has been in the experiment for 400 hours", none[0].Message, Comparing);
        Assert.Equal(100, result.Metrics[1].Variants[0].Users);
    }

    [Fact]
    public async Task A_metric_of_which_few_windows_are_complete_says_how_many()
    {
        await shop.FillAsync();
        await shop.ExecuteAsync(
            "insert into exposures select 7, 'late' || g, timestamptz '2026-03-14Z', g % 2 = 0 from generate_series(1, 300) as g"
        );
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker.AnalyseAsync(
            TestRequest.For(
                shop.Source(worker),
                TestRequest.Metric("good", MetricType.Binomial, ShopDatabase.Good).With(m => m with { Window = new() { Hours = 168 } })
            )
        );

        var few = Assert.Single(result.Metrics[0].Warnings, warning => warning.Code == "open-windows");
        Assert.Contains("Only 200 of 500 users have been in the experiment for 7 days", few.Message, Comparing);
        Assert.NotEqual("alert", result.SampleRatio!.Warning);
    }

    private async Task<VariantResult> TestedAsync(StatsWorkerHost worker, MetricWindow window, DateTimeOffset? end = null) =>
        (
            await worker.AnalyseAsync(
                TestRequest.For(
                    shop.Source(worker),
                    TestRequest
                        .Metric("once", MetricType.Binomial, "select user_id, timestamp from events")
                        .With(m => m with { Window = window })
                ) with
                {
                    To = end ?? TestRequest.End,
                    PlannedEnd = end ?? TestRequest.End,
                }
            )
        )
            .Metrics[0]
            .Variants[1];
}
