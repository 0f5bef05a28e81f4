using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>CUPED of proportions and ratios in SQL must equal a loop over the rows.</summary>
public sealed class CupedReferenceTests(ShopDatabase shop) : IClassFixture<ShopDatabase>
{
    private const int Days = 5;
    private const string All = "select user_id, timestamp, value from events";

    private static readonly string[] two = ["off", "on"];

    private static ExperimentMetric Mean { get; } =
        TestRequest
            .Metric("mean", MetricType.Revenue, All)
            .With(metric => metric with { DenominatorQuery = "select user_id, timestamp from events" });

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task A_proportion_equals_the_reference(int seed)
    {
        var expected = await FillAsync(seed);

        var metric = await AnalyseAsync(TestRequest.Metric("done", MetricType.Binomial, All));

        var after = Pairs(variant => expected.Values(variant, ReferenceAnalysis.Any));
        var before = Pairs(variant => expected.ValuesBefore(variant, Days, ReferenceAnalysis.Any));
        var theta = ReferenceAnalysis.Covariance(Together(before), Together(after)) / ReferenceAnalysis.Variance(Together(before));
        AssertClose(theta, metric.Cuped!.Theta);
        Assert.Equal("Welch's t-test (after CUPED)", metric.Comparisons[0].Method);
        var adjusted = after.Zip(before, (y, x) => y.Zip(x, (b, a) => b - (theta * (a - Together(before).Average()))).ToList()).ToList();
        foreach (var (arm, values, plain) in metric.Variants.Zip(adjusted, after))
        {
            Assert.Equal((long)plain.Sum(), arm.Converted);
            AssertClose(values.Average(), arm.Mean);
            AssertClose(ReferenceAnalysis.Variance(values), arm.Variance);
        }

        AssertReduction(metric, after, adjusted, [1, 1]);
    }

    [Theory]
    [InlineData(13, null)]
    [InlineData(14, null)]
    [InlineData(15, 0.9)]
    public async Task A_ratio_equals_the_reference(int seed, double? percentile)
    {
        var expected = await FillAsync(seed);

        var metric = await AnalyseAsync(
            Mean.With(metric => metric with { Cap = percentile is { } share ? new() { Percentile = share } : null })
        );

        var sums = Pairs(variant => expected.Values(variant, ReferenceAnalysis.Sum));
        var cap = percentile is { } known ? ReferenceAnalysis.Quantile(Together(sums), known) : double.PositiveInfinity;
        sums = [.. sums.Select(arm => arm.ConvertAll(value => Math.Min(value, cap)))];
        var counts = Pairs(variant => expected.Values(variant, ReferenceAnalysis.Count));
        var sumsBefore = Pairs(variant =>
            expected.ValuesBefore(variant, Days, ReferenceAnalysis.Sum).ConvertAll(value => Math.Min(value, cap))
        );
        var countsBefore = Pairs(variant => expected.ValuesBefore(variant, Days, ReferenceAnalysis.Count));
        var ratioBefore = Together(sumsBefore).Sum() / Together(countsBefore).Sum();
        var before = Residuals(sumsBefore, countsBefore, _ => ratioBefore);
        var pooled = Together(sums).Sum() / Together(counts).Sum();
        var theta =
            ReferenceAnalysis.Covariance(Together(before), Together(Residuals(sums, counts, _ => pooled)))
            / ReferenceAnalysis.Variance(Together(before));
        AssertClose(theta, metric.Cuped!.Theta);
        Assert.EndsWith("(ratio, delta method, after CUPED)", metric.Comparisons[0].Method, StringComparison.Ordinal);
        var plain = Residuals(sums, counts, arm => sums[arm].Sum() / counts[arm].Sum());
        var adjusted = plain.Zip(before, (y, x) => y.Zip(x, (b, a) => b - (theta * a)).ToList()).ToList();
        for (var arm = 0; arm < 2; arm++)
        {
            var mean = counts[arm].Average();
            var shift = theta * (before[arm].Average() - Together(before).Average()) / mean;
            AssertClose((sums[arm].Sum() / counts[arm].Sum()) - shift, metric.Variants[arm].Mean);
            AssertClose(ReferenceAnalysis.Variance(adjusted[arm]) / mean / mean, metric.Variants[arm].Variance);
            AssertClose(ReferenceAnalysis.Skewness(adjusted[arm]), metric.Variants[arm].Skewness);
        }

        AssertReduction(metric, plain, adjusted, [.. counts.Select(arm => arm.Average())]);
    }

    [Fact]
    public async Task A_ratio_without_a_denominator_before_is_not_reduced()
    {
        await FillAsync(16);
        await shop.ExecuteAsync(
            """
            delete from events as e using (select user_id, min(timestamp) as first from exposures where experiment_id = 7
              and timestamp >= '2026-03-01' group by user_id) as x
            where x.user_id = e.user_id and e.timestamp < x.first
            """
        );

        var metric = await AnalyseAsync(Mean);

        Assert.Null(metric.Cuped);
        Assert.NotNull(metric.Comparisons[0].PValue);
        Assert.EndsWith("(ratio, delta method)", metric.Comparisons[0].Method, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Users_with_NaN_before_their_exposure_are_counted_and_a_ratio_is_not_reduced()
    {
        var expected = await FillAsync(17);
        var users = expected.Users("off").Select(one => (one.User, At: one.First.AddDays(-1))).Take(3).ToList();
        foreach (var (user, at) in users)
        {
            await shop.ExecuteAsync(
                $"insert into events values ('{user.Replace("'", "''", StringComparison.Ordinal)}', '{at:u}', 'page', 'NaN')"
            );
        }

        var metric = await AnalyseAsync(Mean);

        Assert.Null(metric.Cuped);
        Assert.NotNull(metric.Comparisons[0].PValue);
        var warning = Assert.Single(metric.Warnings, warning => warning.Code == "cuped-bad-value");
        Assert.StartsWith("3 users have NaN", warning.Message, StringComparison.Ordinal);
    }

    private async Task<ReferenceAnalysis> FillAsync(int seed)
    {
        var rows = RandomEvents.Of(seed, two);
        await shop.ExecuteAsync(
            rows.Inserts(variant =>
                variant is null or "stranger" ? "null"
                : variant == "on" ? "true"
                : "false"
            )
        );
        return new(rows, two, TestRequest.Start, TestRequest.End);
    }

    private async Task<MetricResult> AnalyseAsync(ExperimentMetric metric)
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        var result = await worker.AnalyseAsync(TestRequest.For(shop.Source(worker), metric) with { CupedDays = Days });
        return result.Metrics[0];
    }

    /// <param name="scale">By which the values of each arm are divided.</param>
    private static void AssertReduction(MetricResult metric, List<List<double>> plain, List<List<double>> adjusted, double[] scale)
    {
        double Squared(List<List<double>> arms) =>
            arms.Select((arm, i) => ReferenceAnalysis.Variance(arm) / scale[i] / scale[i] / arm.Count).Sum();
        AssertClose(1 - (Squared(adjusted) / Squared(plain)), metric.Comparisons[0].VarianceReduction);
    }

    private static List<List<double>> Residuals(
        List<List<double>> numerators,
        List<List<double>> denominators,
        Func<int, double> ratioOf
    ) => [.. numerators.Zip(denominators).Select((pair, arm) => pair.First.Zip(pair.Second, (m, d) => m - (ratioOf(arm) * d)).ToList())];

    private static List<List<double>> Pairs(Func<string, List<double>> valuesOf) => [.. two.Select(valuesOf)];

    private static List<double> Together(List<List<double>> arms) => [.. arms.SelectMany(arm => arm)];

    private static void AssertClose(double expected, double? actual) =>
        Assert.Equal(expected, actual!.Value, Math.Max(1e-12, Math.Abs(expected) * 1e-9));
}
