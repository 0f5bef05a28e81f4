using Waypost.Stats.Analysis;
using Waypost.Stats.Queries;
using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>A thousand random splits of the same users: how often the tests find a difference.</summary>
public sealed class ResplitsTests
{
    private const int Users = 4_000;

    private static readonly MetricDefinition mean = Definition(MetricType.Duration);

    [Fact]
    public void Normal_values_give_as_many_false_alarms_as_promised()
    {
        var random = new SeededRandom(1);
        var splits = Split(mean, [.. Enumerable.Range(0, Users).Select(_ => 10 + random.Normal())], 0.5);

        var alarms = FalseAlarmRates.OfFixed(splits, 0.05, "");

        // 99.9 % of binomial(1000, 0.05) are within 28…74.
        Assert.InRange(alarms.Alarms, 28, 74);
        Assert.Equal((AaVerdict.AsPromised, 1_000), (alarms.Verdict, alarms.Compared));
        Assert.Equal(splits.Count(split => split.PValue < 0.05), alarms.Alarms);
        Assert.InRange(FalseAlarmRates.OfAlwaysValid(splits, "").Alarms, 0, 20);
        Assert.True(AaTestSummary.UniformityOf(Bins(splits)) > 0.001);
        // √(s²(1/nA + 1/nB)) of 4,000 users with variance 1, half and half.
        Assert.InRange(Deviation(splits), 0.0316 * 0.93, 0.0316 * 1.07);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.1)]
    public void Proportions_give_as_many_false_alarms_as_promised(double share)
    {
        var random = new SeededRandom(2);
        var metric = Definition(MetricType.Binomial);
        var buckets = Enumerable.Range(0, Users).Select(_ => new BucketSums(1, random.Uniform() < 0.2 ? 1 : 0, default, default)).ToList();
        var splitter = new Resplits(metric, buckets, share, 0.05);

        var splits = Enumerable.Range(0, Resplits.Count).Select(_ => splitter.Next()).ToList();

        Assert.Equal(AaVerdict.AsPromised, FalseAlarmRates.OfFixed(splits, 0.05, "").Verdict);
        Assert.Equal(AaVerdict.AsPromised, FalseAlarmRates.OfAlwaysValid(splits, "").Verdict);
        Assert.All(splits, split => Assert.Equal("Pearson's chi-square", split.Method));
    }

    [Fact]
    public void A_user_with_most_of_the_total_makes_the_test_cautious_and_is_warned_about()
    {
        var random = new SeededRandom(3);
        double[] values = [.. Enumerable.Range(0, Users - 1).Select(_ => random.Uniform() < 0.05 ? 20 * random.Uniform() : 0), 1e6];
        var splits = Split(mean, values, 0.5);
        var warnings = new WarningList();

        var whole = values.Select(BucketOf).Aggregate((sum, one) => sum.Plus(one)).ToArm("all", mean);
        var because = AaTestWarnings.Add(
            mean,
            whole,
            new()
            {
                Rows = Users,
                UsersWithRows = Users,
                Skewness = Skewness.OfValues(whole.Moments!.Value),
                LargestShareOfTotal = 1e6 / values.Sum(),
            },
            Users / 2,
            warnings
        );
        var alarms = FalseAlarmRates.OfFixed(splits, 0.05, because);

        Assert.Equal(["heavy-tails", "one-user-large-total"], warnings.All.Select(warning => warning.Code));
        Assert.Equal(AaVerdict.TooFew, alarms.Verdict);
        Assert.Contains("misses some effects, because one user has a large part of the total.", alarms.Message, StringComparison.Ordinal);
        // |t| is always near 1: the p-values are all alike.
        Assert.True(AaTestSummary.UniformityOf(Bins(splits)) < 1e-100);
    }

    [Fact]
    public void With_uneven_shares_a_heavy_tail_is_not_compared_and_the_reason_is_told()
    {
        var random = new SeededRandom(4);
        double[] values = [.. Enumerable.Range(0, Users).Select(_ => Math.Exp(4 * random.Normal()))];

        var alarms = FalseAlarmRates.OfFixed(Split(mean, values, 0.05), 0.05, "");

        Assert.Equal(AaVerdict.NotCompared, alarms.Verdict);
        Assert.Contains("a few users with large values would decide", alarms.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_test_with_too_many_false_alarms_is_called_so()
    {
        var splits = Enumerable.Range(0, 1_000).Select(i => new Resplit(i % 10 == 0, i % 20 == 0, i / 1_000d, 0, "t", null)).ToList();

        var (fixedTest, alwaysValid) = (FalseAlarmRates.OfFixed(splits, 0.05, ", because …"), FalseAlarmRates.OfAlwaysValid(splits, ""));

        Assert.Equal((AaVerdict.TooMany, AaVerdict.TooMany), (fixedTest.Verdict, alwaysValid.Verdict));
        Assert.Equal(
            "10.0 % of 1,000 re-splits, where 5 % is promised: this metric gives false alarms about 2 times as often as it should"
                + ", because ….",
            fixedTest.Message
        );
        Assert.StartsWith("5.0 % of 1,000 re-splits at 10 looks, where at most 1 % is", alwaysValid.Message, StringComparison.Ordinal);
        Assert.Equal(1, AaTestSummary.UniformityOf(Bins(splits)), 9);
        // Wilson's interval of 0.1 with z = 2.5758293.
        Assert.Equal(0.0781384, fixedTest.Interval![0], 6);
        Assert.Equal(0.1271345, fixedTest.Interval[1], 6);
    }

    /// <summary>Looks are judged without the intervals, which cost most of the time.</summary>
    [Theory]
    [InlineData(MetricType.Binomial)]
    [InlineData(MetricType.Revenue)]
    public void An_alarm_at_a_look_is_an_always_valid_interval_without_zero(MetricType type)
    {
        var random = new SeededRandom(7);
        var (metric, scope) = (Definition(type), new ExperimentScope(null, [new("A", 50), new("B", 50)], default, default));
        var comparison = new MetricComparison(scope, 0.05, 1_000, earlier: []);
        var found = new List<bool?>();
        for (var i = 0; i < 200; i++)
        {
            BucketSums Arm(double shift) =>
                Enumerable
                    .Range(0, 90 + i)
                    .Select(_ =>
                        type == MetricType.Binomial
                            ? new(1, random.Uniform() < shift ? 1 : 0, default, default)
                            : BucketOf(random.Normal() + (3 * shift))
                    )
                    .Aggregate((sum, one) => sum.Plus(one));

            MetricArm[] arms = [Arm(0.2).ToArm("A", metric), Arm(0.2 + (i % 2 * 0.2)).ToArm("B", metric)];

            var excludes = new AlwaysValidComparison(scope, 1_000, []).ExcludesZero(metric, arms[0], arms[1], 1);

            var shown = comparison.Result(new() { Definition = metric, Role = MetricRole.Primary }, arms, "", TimeSpan.Zero);
            var interval = shown.Comparisons[0].AlwaysValid?.Interval;
            Assert.Equal(interval is [var low, var high] ? low > 0 || high < 0 : null, excludes);
            found.Add(excludes);
        }

        Assert.Contains(true, found);
        Assert.Contains(false, found);
        Assert.Contains(null, found);
    }

    [Fact]
    public void The_same_data_give_the_same_splits()
    {
        var random = new SeededRandom(5);
        double[] values = [.. Enumerable.Range(0, 500).Select(_ => random.Normal())];

        Assert.Equal(Split(mean, values, 0.5)[..50], Split(mean, values, 0.5)[..50]);
    }

    /// <summary>The third moments of merged pairs are those of all users, as the skewness of a ratio needs them.</summary>
    [Fact]
    public void Sums_of_ratios_add_up_to_those_of_all_users()
    {
        var random = new SeededRandom(6);
        (double X, double Y)[] users = [.. Enumerable.Range(0, 301).Select(_ => (1 + random.Uniform(), Math.Exp(random.Normal())))];

        var merged = users.Chunk(7).Select(Joint).Aggregate((sum, part) => sum.Merge(part));

        var whole = Joint(users);
        Assert.Equal(whole.CXY, merged.CXY, 8);
        Assert.Equal(whole.Thirds!.Value.YYY, merged.Thirds!.Value.YYY, 7);
        Assert.Equal(whole.Thirds.Value.YYX, merged.Thirds.Value.YYX, 8);
        Assert.Equal(whole.Thirds.Value.YXX, merged.Thirds.Value.YXX, 8);
        Assert.Equal(whole.Thirds.Value.XXX, merged.Thirds.Value.XXX, 8);
    }

    private static JointMoments Joint(IReadOnlyList<(double X, double Y)> users)
    {
        var (x, y) = (users.Average(user => user.X), users.Average(user => user.Y));
        double Sum(int ofX, int ofY) => users.Sum(user => Math.Pow(user.X - x, ofX) * Math.Pow(user.Y - y, ofY));
        return new(users.Count, x, y, Sum(2, 0), Sum(0, 2), Sum(1, 1)) { Thirds = new(Sum(0, 3), Sum(1, 2), Sum(2, 1), Sum(3, 0)) };
    }

    private static List<Resplit> Split(MetricDefinition metric, IReadOnlyList<double> values, double share)
    {
        var splitter = new Resplits(metric, [.. values.Select(BucketOf)], share, 0.05);
        return [.. Enumerable.Range(0, Resplits.Count).Select(_ => splitter.Next())];
    }

    private static BucketSums BucketOf(double value) => new(1, 0, new Moments(1, value, 0) { M3 = 0 }, default);

    private static List<int> Bins(List<Resplit> splits) =>
        [.. Enumerable.Range(0, 10).Select(bin => splits.Count(split => Math.Min(9, (int)(split.PValue!.Value * 10)) == bin))];

    private static double Deviation(List<Resplit> splits) =>
        Math.Sqrt(splits.Average(split => split.Difference!.Value * split.Difference.Value));

    private static MetricDefinition Definition(MetricType type) =>
        new()
        {
            Key = "metric",
            Name = "Metric",
            Type = type,
            Query = "",
        };
}
