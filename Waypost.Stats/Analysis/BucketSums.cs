using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>The sums of a bucket of users, or of several. They add up to an arm as the database would return it. Pure.</summary>
/// <param name="Converted">Users with at least one event; of a binomial metric.</param>
/// <param name="Moments">Of a mean.</param>
/// <param name="Ratio">Of a ratio: X = the denominator, Y = the numerator.</param>
internal readonly record struct BucketSums(long Users, long Converted, Moments Moments, JointMoments Ratio)
{
    /// <summary>PostgreSQL has no covariance of a single user, whose deviations are all 0.</summary>
    public static BucketSums Of(MetricArm arm) =>
        new(
            arm.Users,
            arm.Proportion?.Successes ?? 0,
            arm.Proportion is null && arm.Ratio is null && arm.Moments is { } moments
                ? arm.Users == 1
                    ? moments with
                    {
                        M3 = 0,
                    }
                    : moments
                : default,
            arm.Ratio is { } ratio
                ? arm.Users == 1
                    ? ratio with
                    {
                        Thirds = default(ThirdMoments),
                    }
                    : ratio
                : default
        );

    public BucketSums Plus(BucketSums other) =>
        new(Users + other.Users, Converted + other.Converted, Moments.Merge(other.Moments), Ratio.Merge(other.Ratio));

    public MetricArm ToArm(string variant, MetricDefinition metric)
    {
        var arm = new MetricArm
        {
            Variant = variant,
            Users = Users,
            Moments = Moments,
            Sum = Moments.Mean * Users,
        };
        return metric.DenominatorQuery is not null
                ? arm with
                {
                    Ratio = Ratio,
                    Moments = RatioMetric.ToMoments(Ratio),
                    Sum = Ratio.MeanY * Users,
                    DenominatorSum = Ratio.MeanX * Users,
                }
            : metric.Type == MetricType.Binomial ? arm with { Proportion = new Proportion(Converted, Users), Sum = Converted }
            : arm;
    }
}
