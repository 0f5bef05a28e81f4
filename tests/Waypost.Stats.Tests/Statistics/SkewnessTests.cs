using CsCheck;
using Waypost.Stats.Analysis;
using Waypost.Stats.Statistics;
using Waypost.Stats.Tests.Statistics.Properties;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Statistics;

/// <summary>Which test two means with skewed values permit.</summary>
public class SkewnessTests
{
    private static readonly MetricDefinition revenue = new()
    {
        Key = "revenue",
        Name = "Revenue",
        Type = MetricType.Revenue,
        Query = "",
    };

    [Fact]
    public void Third_moments_of_parts_merged_in_any_order_equal_one_pass() =>
        Generate
            .Values.Array[1, 10]
            .Sample(days =>
            {
                var all = days.SelectMany(day => day).ToArray();
                var mean = all.Average();

                var merged = days.Select(WithThird).Aggregate((one, other) => one.Merge(other));

                AssertNumbers.Close(all.Sum(x => Math.Pow(x - mean, 3)), merged.M3, scale: 1e9 * all.Length);
            });

    [Fact]
    public void A_part_whose_third_moment_is_not_known_leaves_none() =>
        Assert.Null(WithThird([1, 2, 6]).Merge(Moments.FromVariance(3, 1, 1)).M3);

    [Fact]
    public void The_third_moment_of_a_combination_follows_from_those_of_the_pair() =>
        Gen.Select(Gen.Double[-10, 10].Array[40], Gen.Double[-10, 10].Array[40], Gen.Double[-3, 3])
            .Sample(
                (xs, ys, slope) =>
                {
                    var (mx, my) = (xs.Average(), ys.Average());
                    double Sum(Func<double, double, double> f) => xs.Zip(ys).Sum(pair => f(pair.Second - my, pair.First - mx));
                    var thirds = new ThirdMoments(
                        Sum((y, _) => y * y * y),
                        Sum((y, x) => y * y * x),
                        Sum((y, x) => y * x * x),
                        Sum((_, x) => x * x * x)
                    );

                    AssertNumbers.Close(Sum((y, x) => Math.Pow(y - (slope * x), 3)), thirds.Without(slope), scale: 1e5);
                }
            );

    /// <summary>An exponential has a skewness of 2.</summary>
    [Theory]
    [InlineData(10_000, 10_000, MeansTest.Welch)]
    [InlineData(1_000_000, 1_600, MeansTest.Welch)]
    [InlineData(1_000_000, 1_300, MeansTest.Pooled)]
    [InlineData(1_300, 1_000_000, MeansTest.Pooled)]
    [InlineData(1_000_000, 5, MeansTest.Pooled)]
    [InlineData(1_000_000, 3, MeansTest.None)]
    [InlineData(3, 1_000_000, MeansTest.None)]
    public void Smaller_arms_permit_other_tests(long control, long test, object expected) =>
        Assert.Equal((MeansTest)expected, Skewness.TestOf(Exponential(control), Exponential(test)));

    [Fact]
    public void The_skewness_of_the_difference_is_that_of_the_smaller_mean_if_the_control_is_much_larger() =>
        Assert.Equal(2 / Math.Sqrt(400), Skewness.OfDifference(Exponential(100_000_000), Exponential(400))!.Value, 1e-6);

    [Fact]
    public void Without_variance_or_a_third_moment_there_is_no_skewness()
    {
        Assert.Null(Skewness.OfValues(new Moments(5, 1, 0) { M3 = 0 }));
        Assert.Null(Skewness.OfValues(Moments.FromVariance(5, 1, 1)));
        Assert.Null(Skewness.OfDifference(default, Exponential(10)));
    }

    /// <summary>By hand: x = 1, 2, 6 and y = 4, 5, 9, 10: s² = (14 + 26)/5 = 8, t = 4/√(8·(1/3 + 1/4)).</summary>
    [Fact]
    public void The_pooled_test_uses_one_variance_for_both_arms()
    {
        var (control, test) = PooledTTest.Pool(SampleMoments.Of([1, 2, 6]), SampleMoments.Of([4, 5, 9, 10]));

        var estimate = new ComparedMeans(control, test, MeansTest.Pooled).Compare(0.05, "");

        Assert.Equal(4 / Math.Sqrt(8 * 7 / 12d), estimate.Statistic!.Value, 1e-12);
        Assert.Equal(5, estimate.DegreesOfFreedom);
        Assert.Equal("t-test with pooled variance", estimate.Method);
        Assert.Equal((8d, 8d), (control.Variance, test.Variance));
    }

    [Fact]
    public void A_refusal_says_how_many_users_are_needed()
    {
        var warnings = new WarningList();

        var means = ComparedMeans.Of(revenue, Exponential(1_000_000), Exponential(2), warnings);

        Assert.Equal((null, null), (means.Control, means.Test));
        Assert.Null(means.Compare(0.05, "").PValue);
        Assert.Null(means.Lift(0.05));
        var warning = Assert.Single(warnings.All);
        Assert.Equal("too-skewed", warning.Code);
        Assert.Contains("with 2 users in the smaller variant", warning.Message, StringComparison.Ordinal);
        Assert.Contains("About 4 are needed", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Skewness_does_not_matter_to_proportions_and_quantiles()
    {
        var (many, few) = (new Proportion(1_000, 1_000_000).ToMoments(), new Proportion(1, 2).ToMoments());

        Assert.Equal(MeansTest.Welch, ComparedMeans.Of(revenue with { Type = MetricType.Binomial }, many, few, new()).Kind);
        Assert.Equal(
            MeansTest.Welch,
            ComparedMeans.Of(revenue with { Quantile = 0.5 }, Exponential(1_000_000), Exponential(2), new()).Kind
        );
    }

    private static Moments Exponential(long users) => new(users, 1, users) { M3 = 2 * users };

    private static Moments WithThird(double[] values)
    {
        var moments = SampleMoments.Of(values);
        return moments with { M3 = values.Sum(value => Math.Pow(value - moments.Mean, 3)) };
    }
}
