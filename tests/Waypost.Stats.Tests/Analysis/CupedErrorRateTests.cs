using Waypost.Stats.Analysis;
using Waypost.Stats.Queries;
using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>A/A experiments with CUPED on proportions and ratios: the p-values of the result, as a page shows them.</summary>
public sealed class CupedErrorRateTests
{
    private const int Experiments = 1000;

    private static readonly ExperimentScope scope = new(7, [new("off", 1), new("on", 1)], TestRequest.Start, TestRequest.End);

    // 1,000 experiments at 5 % have a standard deviation of 0.69 %. Four of them.
    private const double Fewest = 0.0225;
    private const double Most = 0.0775;

    [Theory]
    [InlineData(1000, 1000, 0.2)]
    [InlineData(2000, 500, 0.3)]
    [InlineData(900, 900, 0.04)]
    public void A_proportion_keeps_its_error_rate(int control, int test, double rate)
    {
        var (rejected, reduced, narrower) = Run(
            TestRequest.Metric("done", MetricType.Binomial, "-"),
            random => ProportionArm(random, control, rate, "off"),
            random => ProportionArm(random, test, rate, "on")
        );

        Assert.InRange(rejected, Fewest, Most);
        Assert.True(reduced > 0.9, $"Reduced in {reduced:P0} of the experiments.");
        Assert.InRange(narrower, 0.15, 0.5);
    }

    [Theory]
    [InlineData(600, 600)]
    [InlineData(1200, 300)]
    public void A_ratio_keeps_its_error_rate(int control, int test)
    {
        var (rejected, reduced, narrower) = Run(
            TestRequest.Metric("mean", MetricType.Count, "-").With(metric => metric with { DenominatorQuery = "-" }),
            random => RatioArm(random, control, "off"),
            random => RatioArm(random, test, "on")
        );

        Assert.InRange(rejected, Fewest, Most);
        Assert.Equal(1, reduced);
        Assert.InRange(narrower, 0.15, 0.25);
    }

    [Theory]
    [InlineData(4000, 4000, 0.003)] // few events
    [InlineData(9500, 500, 0.05)] // enough, but so skewed that uneven shares matter
    public void A_proportion_of_rare_events_keeps_its_own_test(int control, int test, double rate)
    {
        var random = new Random(5);
        MetricArm[] arms = [ProportionArm(random, control, rate, "off"), ProportionArm(random, test, rate, "on")];

        var result = Comparison().Result(TestRequest.Metric("done", MetricType.Binomial, "-"), arms, "", TimeSpan.Zero);

        var expected = BinomialTest.Compare(arms[0].Proportion!.Value, arms[1].Proportion!.Value, 0.05);
        Assert.Equal((expected.Method, expected.PValue), (result.Comparisons[0].Method, result.Comparisons[0].PValue));
        Assert.Null(result.Cuped);
        Assert.Null(result.Comparisons[0].VarianceReduction);
        Assert.Contains(result.Warnings, warning => warning.Code == "cuped-too-few");
    }

    private static (double Rejected, double Reduced, double Reduction) Run(
        ExperimentMetric metric,
        Func<Random, MetricArm> control,
        Func<Random, MetricArm> test
    )
    {
        int rejected = 0,
            reduced = 0;
        var reductions = 0.0;
        for (var seed = 0; seed < Experiments; seed++)
        {
            var random = new Random(seed);
            var result = Comparison().Result(metric, [control(random), test(random)], "", TimeSpan.Zero);
            rejected += result.Comparisons[0].PValue < 0.05 ? 1 : 0;
            reduced += result.Cuped is null ? 0 : 1;
            reductions += result.Comparisons[0].VarianceReduction ?? 0;
        }

        return ((double)rejected / Experiments, (double)reduced / Experiments, reductions / Math.Max(1, reduced));
    }

    private static MetricComparison Comparison() => new(scope, 0.05, plannedUsers: 10_000, []);

    /// <summary>Two thirds of the users do what they did before.</summary>
    private static MetricArm ProportionArm(Random random, int users, double rate, string variant)
    {
        var pairs = new (double X, double Y)[users];
        for (var user = 0; user < users; user++)
        {
            var before = random.NextDouble() < rate ? 1 : 0;
            pairs[user] = (
                before,
                random.Next(3) < 2 ? before
                : random.NextDouble() < rate ? 1
                : 0
            );
        }

        var converted = (long)pairs.Sum(pair => pair.Y);
        var joint = Joint(pairs) with { Thirds = Thirds(pairs) };
        return new()
        {
            Variant = variant,
            Users = users,
            Moments = joint.Y,
            Proportion = new(converted, users),
            Before = joint,
        };
    }

    /// <summary>Sessions with a length that is a habit of the user.</summary>
    private static MetricArm RatioArm(Random random, int users, string variant)
    {
        var rows = new (double M, double D, double X)[users];
        for (var user = 0; user < users; user++)
        {
            var habit = Math.Exp(0.5 * (random.NextDouble() + random.NextDouble() - 1));
            double Length() => habit * (0.5 + random.NextDouble());
            var (now, before) = (random.Next(0, 6), random.Next(0, 6));
            rows[user] = (
                Enumerable.Range(0, now).Sum(_ => Length()),
                now,
                Enumerable.Range(0, before).Sum(_ => Length()) - (1.04 * before)
            );
        }

        var ratio = Joint([.. rows.Select(row => (row.D, row.M))]);
        return new()
        {
            Variant = variant,
            Users = users,
            Moments = RatioMetric.ToMoments(ratio),
            RatioBefore = new(ratio, Joint([.. rows.Select(row => (row.X, row.M))]), Joint([.. rows.Select(row => (row.X, row.D))])),
        };
    }

    private static JointMoments Joint((double X, double Y)[] pairs)
    {
        var (meanX, meanY) = (pairs.Average(pair => pair.X), pairs.Average(pair => pair.Y));
        double Sum(Func<double, double, double> product) => pairs.Sum(pair => product(pair.X - meanX, pair.Y - meanY));
        return new(pairs.Length, meanX, meanY, Sum((x, _) => x * x), Sum((_, y) => y * y), Sum((x, y) => x * y));
    }

    private static ThirdMoments Thirds((double X, double Y)[] pairs)
    {
        var (meanX, meanY) = (pairs.Average(pair => pair.X), pairs.Average(pair => pair.Y));
        double Sum(Func<double, double, double> product) => pairs.Sum(pair => product(pair.X - meanX, pair.Y - meanY));
        return new(Sum((_, y) => y * y * y), Sum((x, y) => y * y * x), Sum((x, y) => y * x * x), Sum((x, _) => x * x * x));
    }
}
