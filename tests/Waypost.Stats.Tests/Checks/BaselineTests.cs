using Waypost.Stats.Statistics;
using Waypost.Stats.Tests.Analysis;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Checks;

/// <summary>The plan's baseline comes from the same join as the analysis: the same sums, and as fast.</summary>
public sealed class BaselineTests(ShopDatabase shop) : IClassFixture<ShopDatabase>
{
    private const string Values = "select user_id, timestamp, value from events";
    private const string Events = "select user_id, timestamp from events";

    /// <summary>PostgreSQL expects one row of this, because it knows nothing of the products.</summary>
    private const string Misjudged =
        ShopDatabase.ExposuresQuery + " where experiment_id * 2 = 14 and experiment_id * 3 = 21 and experiment_id * 5 = 35";

    public static TheoryData<MetricDefinition, int?> Metrics =>
        new()
        {
            { Metric(MetricType.Binomial, Events), null },
            { Metric(MetricType.Binomial, Events), 7 },
            { Metric(MetricType.Count, Events), null },
            { Metric(MetricType.Revenue, Values), null },
            { Metric(MetricType.Revenue, Values), 7 },
            { Metric(MetricType.Revenue, Values) with { Cap = new() { Percentile = 0.9 } }, 7 },
            { Metric(MetricType.Revenue, Values) with { DenominatorQuery = Events }, null },
            { Metric(MetricType.Revenue, Values) with { DenominatorQuery = Events }, 7 },
            { Metric(MetricType.Binomial, Events) with { Window = new() { Hours = 72 } }, null },
            {
                Metric(MetricType.Revenue, Values) with
                {
                    Window = new() { DelayHours = 24, Hours = 96 },
                },
                7
            },
            {
                Metric(MetricType.Revenue, Values) with
                {
                    Window = new() { DelayHours = 48 },
                    DenominatorQuery = Events,
                },
                null
            },
        };

    [Theory]
    [MemberData(nameof(Metrics))]
    public async Task The_baseline_has_the_sums_of_the_analysis(MetricDefinition metric, int? cupedDays)
    {
        await FillAsync(users: 600, events: 3_000);
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var plan = await worker.PlanAsync(Plan(shop.Source(worker), metric, cupedDays));
        var analysis = await AnalyseAsync(worker, metric);

        Assert.Empty(plan.Warnings);
        var arms = analysis.Metrics[0].Variants;
        Assert.Equal(arms.Sum(arm => arm.Users), plan.Baseline.Users);
        Assert.Equal(cupedDays is not null, plan.Baseline.Correlation is not null);
        var total = arms.Sum(arm => arm.Sum!.Value);
        Assert.True(total > 0);
        if (metric.DenominatorQuery is not null)
        {
            AssertClose(total / arms.Sum(arm => arm.DenominatorSum!.Value), plan.Baseline.Mean);
            return;
        }

        AssertClose(total / arms.Sum(arm => arm.Users), plan.Baseline.Mean);
        var all = arms.Select(arm => Moments.FromVariance(arm.Users, arm.Mean!.Value, arm.Variance!.Value)).Aggregate((a, b) => a.Merge(b));
        AssertClose(
            metric.Type == MetricType.Binomial ? null : all.Variance,
            metric.Type == MetricType.Binomial ? null : plan.Baseline.Variance
        );
    }

    [Fact]
    public async Task Many_users_are_measured_in_time_even_if_PostgreSQL_expects_few()
    {
        // Joined one by one, these would be 480 million comparisons.
        await FillAsync(users: 8_000, events: 60_000);
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var plan = await worker.PlanAsync(Plan(shop.Source(worker, Misjudged), Metric(MetricType.Revenue, Values), null));

        Assert.Empty(plan.Warnings);
        Assert.Equal(8_000, plan.Baseline.Users);
        Assert.NotNull(plan.Baseline.Mean);
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    public async Task A_correlation_that_cannot_be_measured_is_said(string value)
    {
        await FillAsync(users: 600, events: 3_000);
        await shop.ExecuteAsync($"insert into events values ('u1', now() - interval '11 days', 'x', '{value}')");
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var plan = await worker.PlanAsync(Plan(shop.Source(worker), Metric(MetricType.Revenue, Values), 7));

        Assert.NotNull(plan.Baseline.Mean);
        Assert.Null(plan.Baseline.Correlation);
        var warning = Assert.Single(plan.Warnings);
        Assert.Equal("cuped-bad-value", warning.Code);
        Assert.Contains("1 user has NaN or infinity", warning.Message, StringComparison.Ordinal);
    }

    private static MetricDefinition Metric(MetricType type, string query) => TestRequest.Metric("m", type, query).Definition;

    private static PlanRequest Plan(AnalyticsSource source, MetricDefinition metric, int? cupedDays) =>
        new()
        {
            Source = source,
            Metric = metric,
            Variants = [new("on", 50), new("off", 50)],
            Control = "off",
            PlannedDays = 14,
            CupedDays = cupedDays,
        };

    private Task<AnalysisResult> AnalyseAsync(StatsWorkerHost worker, MetricDefinition metric)
    {
        var now = TimeProvider.System.GetUtcNow();
        return worker.AnalyseAsync(
            TestRequest.For(shop.Source(worker), new ExperimentMetric { Definition = metric, Role = MetricRole.Primary }) with
            {
                From = now.AddDays(-28),
                To = null,
                PlannedEnd = now.AddDays(1),
            }
        );
    }

    private static void AssertClose(double? expected, double? actual)
    {
        Assert.Equal(expected is null, actual is null);
        if (expected is { } e)
        {
            Assert.InRange(actual!.Value, e - (Math.Abs(e) * 1e-9), e + (Math.Abs(e) * 1e-9));
        }
    }

    /// <summary>Each user is exposed ten days ago, in one of two variants; events happen before and after.</summary>
    private Task FillAsync(int users, int events) =>
        shop.ExecuteAsync(
            FormattableString.Invariant(
                $"""
                truncate exposures, events;
                insert into exposures select 7, 'u' || g, now() - interval '10 days', g % 2 = 0 from generate_series(1, {users}) as g;
                insert into events
                  select 'u' || 1 + g % {users}, now() - interval '1 hour' - g % 14 * interval '1 day', 'x', g * 7919 % 1000
                  from generate_series(1, {events}) as g where (1 + g % {users}) % 5 <> 0;
                """
            )
        );
}
