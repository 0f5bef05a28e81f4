using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Waypost.Stats.Analysis;
using Waypost.Stats.Jobs;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>A/A tests on the history in a real database, compared with splits by user that the test makes itself.</summary>
public sealed class AaTestJobTests(ShopDatabase shop) : IClassFixture<ShopDatabase>, IAsyncLifetime
{
    private const int Users = 2_000;

    // Users of three experiments, exposed again later; two of three have an event after their exposure, all have one before it. The 20
    // last ones were exposed before the history begins.
    public async ValueTask InitializeAsync() =>
        await shop.ExecuteAsync(
            $"""
            truncate exposures, events;
            insert into exposures select g % 3, 'u' || g, now() - g % 20 * interval '1 day' - interval '1 hour', g % 2 = 0
              from generate_series(1, {Users}) as g;
            insert into exposures select 4, 'u' || g, now() - interval '1 minute', true from generate_series(1, {Users}) as g;
            insert into exposures select 1, 'old' || g, now() - interval '40 days', true from generate_series(1, 20) as g;
            insert into events select 'u' || g, now() - interval '1 minute', 'good', 1 + g % 7 from generate_series(1, {Users}) as g
              where g % 3 < 2;
            insert into events select 'u' || g, now() - interval '25 days', 'good', 1000 from generate_series(1, {Users}) as g;
            """
        );

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_mean_is_split_as_a_test_by_user_splits_it()
    {
        var values = Enumerable.Range(1, Users).Select(g => g % 3 < 2 ? 1.0 + (g % 7) : 0).ToArray();

        var result = await ComputeAsync(Metric(MetricType.Revenue));

        Assert.Equal((Users, AaTestUsers.Exposures, 1_000), (result.Users, result.UsersFrom, result.Resplits));
        Assert.InRange(result.Buckets, Users * 0.9, Users);
        Assert.Equal(values.Average(), result.Mean!.Value, 9);
        Assert.Equal("Welch's t-test", result.Method);
        Assert.Equal(AaVerdict.AsPromised, result.Fixed!.Verdict);
        Assert.Equal(AaVerdict.AsPromised, result.AlwaysValid!.Verdict);
        Assert.Equal(1_000, result.PValues.Sum());
        var byUser = DeviationByUser(values);
        Assert.InRange(result.StandardDeviation!.Value, byUser * 0.93, byUser * 1.07);
        // 1.96 + 0.84 standard deviations; four weeks have four times the users of one.
        Assert.Equal(2.801585 * result.StandardDeviation.Value / result.Mean.Value, result.SmallestEffect!.Value, 6);
        Assert.Equal(2, result.Curve[0].MinimumEffect!.Value / result.Curve[3].MinimumEffect!.Value, 9);
        Assert.Equal((7, 28), (result.Curve[0].Days, result.Curve[3].Days));
        // They came within 19 days and an hour.
        Assert.InRange(result.Curve[3].Users, Users * 28 / 19.05, Users * 28 / 19.04);
        Assert.Empty(result.Warnings);
        var rows = values.Count(value => value > 0);
        Assert.Equal((rows, rows), (result.Values!.Rows, result.Values.UsersWithRows));
        Assert.Equal(1.0 / rows, result.Values.LargestShareOfRows!.Value, 12);
        Assert.Equal(7 / values.Sum(), result.Values.LargestShareOfTotal!.Value, 12);
        Assert.Equal(20 * 7 / values.Sum(), result.Values.TopShareOfTotal!.Value, 12);
        Assert.Equal(SkewnessOf(values), result.Values.Skewness!.Value, 9);
    }

    [Fact]
    public async Task With_more_users_than_buckets_the_spread_is_that_of_users()
    {
        const int Many = 60_000;
        await shop.ExecuteAsync(
            $"""
            truncate exposures, events;
            insert into exposures select 7, 'u' || g, now() - interval '1 day', true from generate_series(1, {Many}) as g;
            insert into events select 'u' || g, now() - interval '1 hour', 'good', 1 + g % 11 from generate_series(1, {Many}) as g
              where g % 4 = 0;
            """
        );

        var result = await ComputeAsync(Metric(MetricType.Revenue));

        var byUser = DeviationByUser([.. Enumerable.Range(1, Many).Select(g => g % 4 == 0 ? 1.0 + (g % 11) : 0)]);
        Assert.InRange(result.Buckets, 15_800, AaTestQueries.Buckets);
        Assert.InRange(result.StandardDeviation!.Value, byUser * 0.93, byUser * 1.07);
        Assert.Equal(AaVerdict.AsPromised, result.Fixed!.Verdict);
    }

    [Fact]
    public async Task Proportions_ratios_funnels_caps_and_windows_are_split_too()
    {
        var share = Metric(MetricType.Binomial);
        var opened = "select user_id, timestamp from exposures where treatment";

        var proportion = await ComputeAsync(share);
        var uneven = await ComputeAsync(share, request => request with { Share = 0.1 });
        var ratio = await ComputeAsync(Metric(MetricType.Revenue) with { DenominatorQuery = ShopDatabase.ExposuresQuery });
        var funnel = await ComputeAsync(share with { Steps = [new() { Name = "Exposed again", Query = opened }] });
        var capped = await ComputeAsync(Metric(MetricType.Revenue) with { Cap = new() { Value = 2 } });
        var window = await ComputeAsync(share with { Window = new() { Hours = 24 } });

        Assert.Equal(1_333 / 2_000d, proportion.Mean!.Value, 9);
        Assert.Equal("Pearson's chi-square", proportion.Method);
        Assert.InRange(uneven.StandardDeviation!.Value / proportion.StandardDeviation!.Value, 1.5, 1.85);
        // Everyone has two exposures; those of 20 days ago and of the first day count all the same.
        Assert.Equal(Enumerable.Range(1, Users).Sum(g => g % 3 < 2 ? 1.0 + (g % 7) : 0) / (2 * Users), ratio.Mean!.Value, 9);
        Assert.Equal("Welch's t-test (ratio, delta method)", ratio.Method);
        Assert.Equal(proportion.Mean.Value, funnel.Mean!.Value, 9);
        Assert.Equal(Enumerable.Range(1, Users).Sum(g => g % 3 < 2 ? Math.Min(2, 1 + (g % 7)) : 0) / (double)Users, capped.Mean!.Value, 9);
        Assert.All(
            new[] { proportion, uneven, ratio, funnel, capped },
            result => Assert.Equal(AaVerdict.AsPromised, result.Fixed!.Verdict)
        );
        // Of the 19 days whose users have had 24 hours, nobody had an event within them.
        Assert.Equal((1_900, 0d), (window.Users, window.Mean!.Value));
        Assert.Equal("no-variance", Assert.Single(window.Warnings).Code);
    }

    [Fact]
    public async Task A_user_with_most_rows_is_warned_about_and_never_named()
    {
        await shop.ExecuteAsync("insert into events select 'u42', now() - interval '1 minute', 'good', 1 from generate_series(1, 5000)");

        var result = await ComputeAsync(
            Metric(MetricType.Count) with
            {
                Query = "select user_id, timestamp from events where name = 'good'",
            }
        );

        Assert.Contains(result.Warnings, warning => warning.Code == "one-user-many-rows");
        Assert.Contains(result.Warnings, warning => warning.Code == "heavy-tails");
        Assert.Equal(AaVerdict.TooFew, result.Fixed!.Verdict);
        Assert.InRange(result.Values!.LargestShareOfRows!.Value, 0.78, 0.80);
        Assert.DoesNotContain("u42", JsonSerializer.Serialize(result, ExperimentsJson.Default.AaTestResult), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_exposures_the_users_are_those_of_the_metric()
    {
        await shop.ExecuteAsync("truncate exposures");

        var result = await ComputeAsync(Metric(MetricType.Revenue) with { Query = ShopDatabase.Good + " and value < 1000" });
        var refused = await Assert.ThrowsAsync<JobFailedException>(() => ComputeAsync(Metric(MetricType.Binomial)));

        Assert.Equal((1_333, AaTestUsers.Metric), (result.Users, result.UsersFrom));
        Assert.Equal(AaVerdict.AsPromised, result.Fixed!.Verdict);
        Assert.Equal("users-of-metric", Assert.Single(result.Warnings).Code);
        Assert.Contains("Choose more days", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Placeholders_are_the_history()
    {
        var query = ShopDatabase.Good + " and timestamp >= {{start}} and timestamp < {{end}}";

        var result = await ComputeAsync(Metric(MetricType.Revenue) with { Query = query });

        Assert.Equal(28, (result.Window.To - result.Window.From).TotalDays, 9);
        Assert.Contains("good", result.Sql!, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "{{start}} and",
            result.Sql!.Replace("timestamp >= {{start}}", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.Equal(AaVerdict.AsPromised, result.Fixed!.Verdict);
    }

    [Fact]
    public async Task A_quantile_is_not_split_but_checked_for_ties()
    {
        var median = Metric(MetricType.Duration) with { Quantile = 0.5 };
        var tied = await ComputeAsync(median);
        await shop.ExecuteAsync("update events set value = value + substr(user_id, 2)::int / 10000.0");

        var free = await ComputeAsync(median);

        // Seven values for 1,333 users: many have the median.
        Assert.Equal(["ties-at-quantile", "quantile-not-split"], tied.Warnings.Select(warning => warning.Code));
        var values = Enumerable.Range(1, Users).Select(g => g % 3 < 2 ? 1 + (g % 7) + (g / 10000.0) : 0).Order().ToArray();
        Assert.Equal((values[(Users / 2) - 1] + values[Users / 2]) / 2, free.Mean!.Value, 9);
        var only = Assert.Single(free.Warnings);
        Assert.Equal("quantile-not-split", only.Code);
        Assert.Contains("do not tie at this quantile", only.Message, StringComparison.Ordinal);
        Assert.Equal((0, null), (free.Resplits, free.Fixed));
        Assert.Equal(1_333, free.Values!.Rows);
    }

    private static MetricDefinition Metric(MetricType type) => TestRequest.Metric("metric", type, ShopDatabase.Good).Definition;

    /// <summary>The difference of plain means of two groups, over 4,000 splits of the users one by one.</summary>
    private static double DeviationByUser(double[] values)
    {
        var random = new Random(1);
        var differences = new List<double>();
        for (var split = 0; split < 4_000; split++)
        {
            var (sums, counts) = (new double[2], new int[2]);
            foreach (var value in values)
            {
                var group = random.Next(2);
                sums[group] += value;
                counts[group]++;
            }

            differences.Add((sums[1] / counts[1]) - (sums[0] / counts[0]));
        }

        return Math.Sqrt(differences.Average(one => one * one));
    }

    private static double SkewnessOf(double[] values)
    {
        var mean = values.Average();
        return values.Average(value => Math.Pow(value - mean, 3)) / Math.Pow(values.Average(value => Math.Pow(value - mean, 2)), 1.5);
    }

    private AaTestRequest Request(StatsWorkerHost worker, MetricDefinition metric) =>
        new() { Source = shop.Source(worker), Metric = metric };

    private async Task<AaTestResult> ComputeAsync(MetricDefinition metric, Func<AaTestRequest, AaTestRequest>? change = null)
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var request = Request(worker, metric);
        return await worker
            .Services.GetRequiredService<AaTestJob>()
            .ComputeAsync(change?.Invoke(request) ?? request, _ => Task.CompletedTask, TestContext.Current.CancellationToken);
    }
}
