using System.Text.Json;
using Waypost.Stats.Tests.Analysis;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Stats.Tests.Checks;
using Waypost.Stats.Tests.Jobs;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Stats.Tests.Queries;

/// <summary>Wherever a query runs, its placeholders are the window that it has to deliver there, and the results are the same.</summary>
public sealed class QueryWindowTests(ShopDatabase shop) : IClassFixture<ShopDatabase>, IAsyncLifetime
{
    private const string Exposures = ShopDatabase.ExposuresQuery + " where timestamp >= {{start}} and timestamp < {{end}}";
    private const string Values = "select user_id, timestamp, value from events";
    private const string ValuesInWindow = Values + " where timestamp >= {{start}} and timestamp < {{end}};";

    /// <summary>300 users of the experiment, and events from a month before until a month after it.</summary>
    public async ValueTask InitializeAsync() =>
        await shop.ExecuteAsync(
            """
            truncate exposures, events, jobs;
            insert into exposures select 7, 'u' || g, timestamptz '2026-03-02Z' + g * interval '1 minute', g % 2 = 0
              from generate_series(1, 300) as g;
            insert into exposures values (7, 'u301', '2026-02-28Z', true), (7, 'u302', '2026-03-15Z', true);
            insert into events select 'u' || g, timestamptz '2026-02-01Z' + d * interval '25 hours', 'x', g % 17 + d % 5
              from generate_series(1, 280) as g, generate_series(0, 75) as d;
            """
        );

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(null, "2026-03-01")]
    [InlineData(7, "2026-02-22")]
    public async Task An_analysis_has_the_same_result_and_shows_SQL_that_can_be_run(int? cupedDays, string start)
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        async Task<AnalysisResult> AnalyseAsync(string exposures, string values) =>
            await worker.AnalyseAsync(
                TestRequest.For(
                    shop.Source(worker, exposures),
                    TestRequest.Metric("sum", MetricType.Revenue, values),
                    TestRequest.Metric("once", MetricType.Binomial, values),
                    TestRequest.Metric("ratio", MetricType.Revenue, values).With(m => m with { DenominatorQuery = values })
                ) with
                {
                    CupedDays = cupedDays,
                }
            );
        var expected = await AnalyseAsync(ShopDatabase.ExposuresQuery, Values);

        var result = await AnalyseAsync(Exposures, ValuesInWindow);

        Assert.Equal(300, result.Exposures.Total);
        for (var i = 0; i < expected.Metrics.Count; i++)
        {
            var (one, other) = (expected.Metrics[i], result.Metrics[i]);
            Assert.Equal(one.Warnings, other.Warnings);
            Assert.Equal(one.Variants.Select(arm => (arm.Users, arm.Sum)), other.Variants.Select(arm => (arm.Users, arm.Sum)));
            AssertClose(one.Cuped?.Theta, other.Cuped?.Theta);
            AssertClose(one.Comparisons[0].PValue, other.Comparisons[0].PValue);
        }
        Assert.Equal(cupedDays is not null, result.Metrics[0].Cuped is not null);
        // Exposures count from the start in any case; only events are read from before it.
        Assert.Contains(
            "where timestamp >= timestamptz '2026-03-01 00:00:00+00' and timestamp < timestamptz '2026-03-15 00:00:00+00'\n",
            result.Sql,
            StringComparison.Ordinal
        );
        Assert.Contains(
            $"from events where timestamp >= timestamptz '{start} 00:00:00+00' and timestamp < timestamptz '2026-03-15 00:00:00+00'\n",
            result.Metrics[0].Sql,
            StringComparison.Ordinal
        );
        foreach (var sql in result.Metrics.Select(metric => metric.Sql).Append(result.Sql))
        {
            Assert.DoesNotContain("{{", sql, StringComparison.Ordinal);
            Assert.DoesNotContain("$1", sql, StringComparison.Ordinal);
            await shop.ExecuteAsync(sql);
        }
        Assert.Contains($"from events where timestamp >= timestamptz '{start} 00", result.Metrics[2].Sql, StringComparison.Ordinal);
    }

    /// <summary>PostgreSQL may add up the rows in another order.</summary>
    private static void AssertClose(double? expected, double? actual)
    {
        Assert.Equal(expected is null, actual is null);
        if (expected is { } value)
        {
            Assert.InRange(actual!.Value, value - (1e-9 * Math.Abs(value)), value + (1e-9 * Math.Abs(value)));
        }
    }

    [Fact]
    public async Task A_metric_that_failed_shows_the_SQL_with_its_values()
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var result = await worker.AnalyseAsync(
            TestRequest.For(
                shop.Source(worker, Exposures),
                TestRequest.Metric(
                    "m",
                    MetricType.Revenue,
                    ValuesInWindow.Replace("value", "1 / (value::int - value::int) as value", StringComparison.Ordinal)
                )
            )
        );

        Assert.Equal(CheckCodes.QueryFails, Assert.Single(result.Metrics[0].Warnings).Code);
        Assert.Contains("timestamp >= timestamptz '2026-03-01 00:00:00+00'", result.Metrics[0].Sql, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_count_of_exposures_has_the_same_days()
    {
        await using var queue = new TestJobQueue(shop.ConnectionString);
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        async Task<ExposuresResult> CountAsync(string exposures)
        {
            var request = new ExposuresRequest
            {
                ExperimentId = 7,
                Source = shop.Source(worker, exposures),
                From = TestRequest.Start,
                To = TestRequest.End,
                Control = "off",
                Variants = [new("off", 1), new("on", 1)],
            };
            var id = await queue.AddAsync(
                JobKinds.Exposures,
                JsonSerializer.Serialize(request, ExperimentsJson.Default.ExposuresRequest).Replace("'", "''", StringComparison.Ordinal)
            );
            await queue.UntilAsync(id, JobStatus.Succeeded);
            return JsonSerializer.Deserialize((await queue.TextAsync(id, "result"))!, ExperimentsJson.Default.ExposuresResult)!;
        }
        var expected = await CountAsync(ShopDatabase.ExposuresQuery);

        var result = await CountAsync(Exposures);

        Assert.Equal(300, result.Exposures.Total);
        Assert.Equal(expected.Days, result.Days);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(7)]
    public async Task The_baseline_of_a_plan_has_the_same_figures(int? cupedDays)
    {
        await shop.ExecuteAsync(
            """
            truncate exposures, events;
            insert into exposures select 7, 'u' || g, now() - interval '10 days', true from generate_series(1, 200) as g;
            insert into events select 'u' || g, now() - d * interval '1 day', 'x', g % 7 + d
              from generate_series(1, 200) as g, generate_series(1, 60) as d where (g + d) % 3 > 0;
            """
        );
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        async Task<PlanReport> PlanAsync(string exposures, string values) =>
            await worker.PlanAsync(
                new()
                {
                    Source = shop.Source(worker, exposures),
                    Metric = TestRequest.Metric("m", MetricType.Revenue, values).Definition,
                    Variants = [new("off", 1), new("on", 1)],
                    Control = "off",
                    CupedDays = cupedDays,
                    BaselineDays = 14,
                }
            );
        var expected = await PlanAsync(ShopDatabase.ExposuresQuery, Values);

        var result = await PlanAsync(Exposures, ValuesInWindow);

        Assert.Empty(result.Warnings);
        Assert.Equal(200, result.Baseline.Users);
        AssertClose(expected.Baseline.Mean, result.Baseline.Mean);
        AssertClose(expected.Baseline.Variance, result.Baseline.Variance);
        Assert.Equal(cupedDays is not null, result.Baseline.Correlation is not null);
        AssertClose(expected.Baseline.Correlation, result.Baseline.Correlation);
    }

    [Fact]
    public async Task A_preview_shows_the_last_four_weeks_and_says_so()
    {
        await shop.ExecuteAsync(
            "truncate events; "
                + "insert into events values ('old', now() - interval '29 days', 'x', 1), ('new', now() - interval '27 days', 'x', 1)"
        );
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);

        var report = await worker.PreviewAsync(
            shop.Source(worker),
            TestRequest.Metric("m", MetricType.Revenue, ValuesInWindow).Definition with
            {
                DenominatorQuery = Values,
            }
        );
        var connection = await worker.TestAsync(shop.Source(worker, Exposures));

        Assert.True(report.Ok, report.Query.Message);
        Assert.Equal("new", Assert.Single(report.Query.Rows)[0].GetString());
        Assert.Equal(TimeSpan.FromDays(28), report.Query.Window!.To - report.Query.Window.From);
        Assert.Null(report.Denominator!.Window);
        Assert.Equal(2, report.Denominator.Rows.Count);
        Assert.True(connection.Exposures.Ok, connection.Exposures.Message);
        Assert.Contains("no rows of the last 28 days", Assert.Single(connection.Exposures.Warnings).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("select user_id, timestamp, value from events where timestamp >= '{{start}}'", "inside a string")]
    [InlineData("select user_id, timestamp, value from events -- {{start}}", "inside a comment")]
    [InlineData("select user_id, timestamp, value from events where timestamp >= {{from}}", "unknown placeholder {{from}}")]
    public async Task A_misplaced_placeholder_is_refused_by_preview_and_analysis(string query, string words)
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var metric = TestRequest.Metric("m", MetricType.Revenue, query);

        var report = await worker.PreviewAsync(shop.Source(worker), metric.Definition);
        var result = await worker.AnalyseAsync(TestRequest.For(shop.Source(worker), metric));

        Assert.Equal((false, CheckCodes.QueryRefused), (report.Ok, report.Query.Code));
        Assert.Contains(words, report.Query.Message, StringComparison.Ordinal);
        Assert.Equal(CheckCodes.QueryRefused, Assert.Single(result.Metrics[0].Warnings).Code);
    }
}
