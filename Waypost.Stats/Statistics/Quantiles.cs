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

    /// <summary>The values at the ranks <see cref="QuantileRanks.Around"/>; null if they were not read.</summary>
    public IReadOnlyList<double>? Around { get; init; }

    /// <summary>The values at the ranks <see cref="QuantileRanks.OfInterval"/>: valid whatever ties.</summary>
    public Interval? ByRanks { get; init; }
}

/// <summary>
/// Compares a quantile ν of users' values. Source: Deng, Knoblich &amp; Lu, KDD 2018 §4; here a user is one value, so ranks are
/// independent.
/// </summary>
internal static class Quantiles
{
    internal const string Name = "t-test of quantiles";
    internal const string LargeSampleName = "z-test of quantiles";

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

    /// <summary>
    /// t = (QB − QA)/√(seA² + seB²) with Satterthwaite's degrees of freedom from those of <see cref="QuantileRanks.DegreesOfFreedom"/>.
    /// Samples without the values around the quantile are compared by the paper's formula, which is normal. Refused where values tie at
    /// the quantile or leave a gap: there the distance of two ranks says nothing about the standard error.
    /// </summary>
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
        if (error == 0 || IsTied(quantile, control, alpha) || IsTied(quantile, test, alpha))
        {
            return Without(difference, StatisticsWarning.TiesAtQuantile);
        }

        var freedom = control.Around is null || test.Around is null ? double.PositiveInfinity : DegreesOfFreedom(a * a, b * b);
        var interval = Interval.Around(difference, CriticalValues.Student(alpha, freedom) * error);
        if (!interval.IsFinite || !double.IsFinite(difference / error))
        {
            return Without(difference, StatisticsWarning.NotFinite);
        }

        return new()
        {
            Difference = difference,
            StandardError = error,
            Statistic = difference / error,
            DegreesOfFreedom = double.IsFinite(freedom) ? freedom : null,
            PValue = Tails.StudentTwoSided(difference / error, freedom),
            Interval = interval,
            Method = double.IsFinite(freedom) ? Name : LargeSampleName,
        };

        double DegreesOfFreedom(double varianceA, double varianceB) =>
            Welch.DegreesOfFreedom(varianceA, CountForLift(quantile, control, alpha), varianceB, CountForLift(quantile, test, alpha));

        static Estimate Without(double? difference, StatisticsWarning warning) =>
            new()
            {
                Difference = difference,
                Method = Name,
                Warnings = [warning],
            };
    }

    /// <summary>Whether the standard error is meaningless, because values tie at the quantile or leave a gap there.</summary>
    public static bool IsTied(double quantile, QuantileSample arm, double alpha) =>
        arm.High == arm.Low || (arm.Around is { } around && QuantileRanks.HasTiesOrGap(around, quantile, arm.Users, alpha));

    /// <summary>The quantile as if it were a mean with variance n·se², for the always-valid interval and planning.</summary>
    public static Moments ToMoments(QuantileSample arm, double alpha) => ToMoments(arm, arm.Users, alpha);

    /// <summary>
    /// The quantile as if it were the mean of one user more than its degrees of freedom, so that the lift's interval has the same critical
    /// value as <see cref="Compare"/>.
    /// </summary>
    public static Moments ToMomentsForLift(double quantile, QuantileSample arm, double alpha) =>
        ToMoments(arm, CountForLift(quantile, arm, alpha), alpha);

    private static long CountForLift(double quantile, QuantileSample arm, double alpha) =>
        1 + QuantileRanks.DegreesOfFreedom(quantile, arm.Users, alpha);

    private static Moments ToMoments(QuantileSample arm, long count, double alpha)
    {
        var error = StandardError(arm, alpha);
        return Moments.FromVariance(count, arm.At, error * error * count);
    }
}
