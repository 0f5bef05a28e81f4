namespace Waypost.Stats.Statistics;

/// <summary>One arm's quantile with the ends of its rank interval, each by type 7 (PostgreSQL's percentile_cont).</summary>
/// <param name="Users">n.</param>
/// <param name="At">Q(ν).</param>
/// <param name="Low">Q(ν − h).</param>
/// <param name="High">Q(ν + h).</param>
internal readonly record struct QuantileSample(long Users, double At, double Low, double High)
{
    /// <summary>n ≥ 0.</summary>
    public long Users { get; init; } = NotNegative.Count(Users);
}

/// <summary>
/// Compares a quantile ν of users' values. Source: Deng, Knoblich &amp; Lu, KDD 2018 §4; here a user is one value, so ranks are
/// independent.
/// </summary>
internal static class Quantiles
{
    internal const string Name = "z-test of quantiles";

    /// <summary>h = z√(ν(1 − ν)/n): half-width of the rank's interval, as a share of users.</summary>
    /// <param name="quantile">0 &lt; ν &lt; 1.</param>
    /// <param name="alpha">Two-sided error rate, 0 &lt; α &lt; 1; z is its critical value.</param>
    public static double RankHalfWidth(double quantile, long users, double alpha) =>
        CriticalValues.Normal(alpha) * Math.Sqrt(quantile * (1 - quantile) / users);

    /// <summary>
    /// The fewest users for which ν − h ≥ 0 and ν + h ≤ 1: z²·max(ν/(1 − ν), (1 − ν)/ν), rounded up; with fewer users the interval of ranks
    /// exceeds the data.
    /// </summary>
    public static long MinimumUsers(double quantile, double alpha)
    {
        var z = CriticalValues.Normal(alpha);
        return (long)Math.Ceiling(z * z * Math.Max(quantile / (1 - quantile), (1 - quantile) / quantile));
    }

    /// <summary>se = (Q(ν + h) − Q(ν − h))/(2z).</summary>
    public static double StandardError(QuantileSample arm, double alpha) => (arm.High - arm.Low) / (2 * CriticalValues.Normal(alpha));

    /// <summary>z = (QB − QA)/√(seA² + seB²), normal.</summary>
    /// <param name="alpha">The same as for <see cref="RankHalfWidth"/>.</param>
    public static Estimate Compare(double quantile, QuantileSample control, QuantileSample test, double alpha)
    {
        if (control.Users == 0 || test.Users == 0)
        {
            return Without(null, StatisticsWarning.NoUsers);
        }

        var difference = test.At - control.At;
        if (!double.IsFinite(difference))
        {
            return Without(null, StatisticsWarning.NotFinite);
        }

        var needed = MinimumUsers(quantile, alpha);
        if (Math.Min(control.Users, test.Users) < needed)
        {
            return Without(difference, StatisticsWarning.TooFewForQuantile(needed));
        }

        var (a, b) = (StandardError(control, alpha), StandardError(test, alpha));
        var error = Math.Sqrt((a * a) + (b * b));
        if (!double.IsFinite(error))
        {
            return Without(difference, StatisticsWarning.NotFinite);
        }
        if (error == 0)
        {
            return Without(difference, StatisticsWarning.NoVariance);
        }

        var interval = Interval.Around(difference, CriticalValues.Normal(alpha) * error);
        if (!interval.IsFinite || !double.IsFinite(difference / error))
        {
            return Without(difference, StatisticsWarning.NotFinite);
        }

        return new()
        {
            Difference = difference,
            StandardError = error,
            Statistic = difference / error,
            PValue = Tails.NormalTwoSided(difference / error),
            Interval = interval,
            Method = Name,
            Warnings = a == 0 || b == 0 ? [StatisticsWarning.ArmWithoutVariance] : [],
        };

        static Estimate Without(double? difference, StatisticsWarning warning) =>
            new()
            {
                Difference = difference,
                Method = Name,
                Warnings = [warning],
            };
    }

    /// <summary>
    /// The quantile as if it were a mean with variance n·se², for the lift, the always-valid interval and the Bayesian estimate.
    /// </summary>
    public static Moments ToMoments(QuantileSample arm, double alpha)
    {
        var error = StandardError(arm, alpha);
        return Moments.FromVariance(arm.Users, arm.At, error * error * arm.Users);
    }
}
