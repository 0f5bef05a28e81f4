using Waypost.Stats.Statistics;

namespace Waypost.Stats.Tests.Statistics.Edges;

/// <summary>What cannot be computed is null with a warning, never 0 or NaN.</summary>
public class UndefinedResultTests
{
    private static readonly Moments Usual = Moments.FromVariance(100, 10, 4);

    [Fact]
    public void Without_users_nothing_is_compared()
    {
        var welch = Welch.Compare(default, Usual, 0.05);

        Assert.Equivalent(
            new
            {
                Difference = (double?)null,
                Statistic = (double?)null,
                PValue = (double?)null,
                Interval = (Interval?)null,
            },
            welch
        );
        Assert.Equal("no-users", Assert.Single(welch.Warnings).Code);
        Assert.Equal("no-users", Assert.Single(ChiSquare.Compare(new(0, 0), new(1, 2), 0.05).Warnings).Code);
        Assert.Equal("no-users", Assert.Single(Lift.Of(Usual, default, 0.05).Warnings).Code);
        Assert.Null(Newcombe.Interval(new(0, 0), new(1, 2), 0.05));
        Assert.Equal(1, Fisher.PValue(new(0, 0), new(1, 2)));
    }

    [Fact]
    public void A_single_user_has_a_difference_but_no_p_value()
    {
        var welch = Welch.Compare(new(1, 7, 0), Usual, 0.05);

        Assert.Equal(3, welch.Difference);
        Assert.Null(welch.PValue);
        Assert.Null(welch.Interval);
        Assert.Equal("one-user", Assert.Single(welch.Warnings).Code);
        Assert.Equal("one-user", Assert.Single(Lift.Of(new(1, 7, 0), Usual, 0.05).Warnings).Code);
    }

    [Fact]
    public void Without_variance_there_is_a_difference_but_no_p_value()
    {
        var welch = Welch.Compare(new(50, 7, 0), new(60, 9, 0), 0.05);

        Assert.Equal(2, welch.Difference);
        Assert.Null(welch.PValue);
        Assert.Equal("no-variance", Assert.Single(welch.Warnings).Code);
        Assert.Null(ConfidenceSequence.Compare(new Moments(500, 7, 0), new Moments(600, 9, 0), 0.01, 1000));
        Assert.Null(Lift.Of(new(50, 7, 0), new(60, 9, 0), 0.05).Interval);
    }

    [Fact]
    public void With_one_arm_without_variance_there_is_a_p_value()
    {
        var welch = Welch.Compare(new(50, 7, 0), Usual, 0.05);

        Assert.Equal(99, welch.DegreesOfFreedom!.Value, 9);
        Assert.InRange(welch.PValue!.Value, 1e-40, 1e-20);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(40, 50)]
    public void Proportions_of_0_or_1_in_both_arms_have_an_interval_but_no_p_value(long control, long test)
    {
        var estimate = BinomialTest.Compare(new(control, 40), new(test, 50), 0.05);

        Assert.Null(estimate.PValue);
        Assert.NotNull(estimate.Interval);
        Assert.Equal("no-variance", Assert.Single(estimate.Warnings).Code);
    }

    [Fact]
    public void With_a_control_mean_of_0_there_is_no_lift_but_an_absolute_test()
    {
        var (control, test) = (Moments.FromVariance(100, 0, 4), Moments.FromVariance(100, 1, 4));

        var lift = Lift.Of(control, test, 0.05);

        Assert.Null(lift.Relative);
        Assert.Equal("control-mean-zero", Assert.Single(lift.Warnings).Code);
        Assert.NotNull(Welch.Compare(control, test, 0.05).PValue);
    }

    [Fact]
    public void A_control_mean_that_may_be_0_has_an_unbounded_lift()
    {
        var lift = Lift.Of(Moments.FromVariance(20, 0.1, 4), Usual, 0.05);

        Assert.True(lift.Unbounded);
        Assert.Null(lift.Interval);
        Assert.Equal("unbounded-lift", Assert.Single(lift.Warnings).Code);
        Assert.Null(Bayesian.Posterior(lift, goalIncrease: true));
    }

    [Fact]
    public void A_negative_control_mean_is_a_warning()
    {
        var lift = Lift.Of(Moments.FromVariance(100, -10, 4), Moments.FromVariance(100, -5, 4), 0.05);

        Assert.Equal(0.5, lift.Relative);
        Assert.Equal("control-mean-negative", Assert.Single(lift.Warnings).Code);
        Assert.Null(Bayesian.Posterior(lift, goalIncrease: true));
    }

    [Theory]
    [InlineData(double.NaN, 1)]
    [InlineData(double.PositiveInfinity, 1)]
    [InlineData(1, double.NaN)]
    [InlineData(1, double.PositiveInfinity)]
    public void Infinite_and_undefined_moments_have_no_result(double mean, double m2)
    {
        Moments invalid = new(100, mean, m2);

        Assert.Equal("not-finite", Assert.Single(Welch.Compare(Usual, invalid, 0.05).Warnings).Code);
        Assert.Equal("not-finite", Assert.Single(Lift.Of(Usual, invalid, 0.05).Warnings).Code);
        Assert.Null(Omnibus.WelchAnova([Usual, Usual, invalid]).PValue);
        Assert.Null(ConfidenceSequence.Compare(Usual, invalid, 0.01, 1000));
    }

    [Fact]
    public void An_omnibus_test_ignores_an_empty_arm_and_needs_variance()
    {
        Assert.Equal([1d], Omnibus.Pearson([new(1, 20), new(0, 0), new(9, 20)]).DegreesOfFreedom);
        Assert.Null(Omnibus.Pearson([new(0, 20), new(0, 30), new(0, 20)]).PValue);
        Assert.Null(Omnibus.WelchAnova([Usual, Usual, new(30, 5, 0)]).PValue);
        Assert.Null(Omnibus.WelchAnova([Usual, Usual, new(1, 5, 0)]).PValue);
    }

    [Fact]
    public void The_confidence_sequence_needs_a_hundred_users_per_arm()
    {
        Assert.Null(ConfidenceSequence.Compare(Moments.FromVariance(99, 1, 1), Moments.FromVariance(5000, 2, 1), 0.01, 10_000));
        Assert.NotNull(ConfidenceSequence.Compare(Moments.FromVariance(100, 1, 1), Moments.FromVariance(100, 2, 1), 0.01, 10_000));
    }

    [Fact]
    public void A_ratio_with_a_zero_denominator_does_not_exist()
    {
        Assert.Null(RatioMetric.ToMoments(default));
        Assert.Null(RatioMetric.ToMoments(SampleMoments.Of([0, 0, 0], [1, 2, 3])));
        Assert.Null(RatioMetric.ToMoments(SampleMoments.Of([2], [1]))!.Value.Variance);
    }

    [Fact]
    public void CUPED_without_earlier_events_changes_nothing()
    {
        JointMoments[] arms = [SampleMoments.Of([0, 0, 0], [1, 2, 3]), SampleMoments.Of([0, 0], [4, 8])];

        Assert.Equal(0, Cuped.Theta(arms));
        Assert.Equal(0, Cuped.VarianceReduction(arms, 0));
        Assert.Equal(arms[1].Y, Cuped.Adjust(arms[1], 0, Cuped.MeanBefore(arms)));
        Assert.Equal(default, Cuped.Adjust(default, 2, 1));
    }

    [Fact]
    public void CUPED_reports_how_much_the_squared_standard_error_of_the_difference_fell()
    {
        // A large control that X explains well, and a small test arm that it explains badly.
        JointMoments[] arms = [new(9_000, 0, 0, 9_000, 9_000, 8_100), new(1_000, 0, 0, 1_000, 1_000, 300)];
        var theta = Cuped.Theta(arms);
        double Squared(Func<JointMoments, Moments> of) => Math.Pow(Welch.Compare(of(arms[0]), of(arms[1]), 0.05).StandardError!.Value, 2);

        Assert.Equal(1 - (Squared(arm => Cuped.Adjust(arm, theta, 0)) / Squared(arm => arm.Y)), Cuped.VarianceReduction(arms, theta), 12);
        Assert.InRange(Cuped.VarianceReduction(arms, theta), -0.11, -0.1);
    }

    [Theory]
    [InlineData(0.95, 73)]
    [InlineData(0.05, 73)]
    [InlineData(0.5, 4)]
    public void A_quantile_needs_enough_users_on_both_sides(double quantile, long users)
    {
        var (h, fewer) = (Quantiles.RankHalfWidth(quantile, users, 0.05), Quantiles.RankHalfWidth(quantile, users - 1, 0.05));

        Assert.Equal(users, Quantiles.MinimumUsers(quantile, 0.05));
        Assert.True(quantile - h >= 0 && quantile + h <= 1);
        Assert.True(quantile - fewer < 0 || quantile + fewer > 1);
        var few = new QuantileSample(users - 1, 5, 4, 6);
        Assert.Equal("too-few-for-quantile", Assert.Single(Quantiles.Compare(quantile, few, few, 0.05).Warnings).Code);
    }

    [Fact]
    public void A_cap_must_be_positive_and_finite()
    {
        Assert.Equal("cap-zero", Caps.Validate(0)?.Code);
        Assert.Equal("cap-not-positive", Caps.Validate(-1)?.Code);
        Assert.Equal("cap-not-positive", Caps.Validate(double.NaN)?.Code);
        Assert.Equal("cap-not-positive", Caps.Validate(double.PositiveInfinity)?.Code);
        Assert.Null(Caps.Validate(0.01));
    }

    [Fact]
    public void A_plan_without_an_effect_has_no_result()
    {
        var design = new SampleDesign { Shares = [1, 1] };

        Assert.Null(SampleSize.ForMeans(0, 1, design));
        Assert.Null(SampleSize.ForMeans(1, 0, design));
        Assert.Null(SampleSize.ForMeans(1e-9, 1, design));
        Assert.Null(SampleSize.ForProportions(0.1, 0.1, design));
        Assert.Null(SampleSize.ForProportions(0, 0.1, design));
        Assert.Null(SampleSize.ForProportions(0.1, 1.1, design));
        Assert.Null(SampleSize.PowerOfMeans(3, 1, 1, design));
        Assert.Null(SampleSize.DetectableDifferenceOfProportions(4, 0.001, increase: false, design));
    }
}
