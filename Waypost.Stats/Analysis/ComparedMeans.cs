using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>
/// The means of a variant and of the control, with the variances of the test their skewness permits. Test, interval, lift and confidence
/// sequence all use these. Pure.
/// </summary>
/// <param name="Control">Null without a mean, or where no test holds.</param>
/// <param name="Test">Null without a mean, or where no test holds.</param>
/// <param name="Kind">Which test holds its error rate.</param>
internal sealed record ComparedMeans(Moments? Control, Moments? Test, MeansTest Kind)
{
    public static ComparedMeans Of(MetricDefinition metric, Moments? control, Moments? test, WarningList warnings)
    {
        if (control is not { } a || test is not { } b || metric.Quantile is not null)
        {
            return new(control, test, MeansTest.Welch);
        }

        var kind = Skewness.TestOf(a, b);
        switch (kind)
        {
            case MeansTest.Pooled:
                warnings.Add(StatisticsWarning.SkewedValues);
                var (pooledControl, pooledTest) = PooledTTest.Pool(a, b);
                return new(pooledControl, pooledTest, kind);
            case MeansTest.None:
                warnings.Add(StatisticsWarning.TooSkewed(Skewness.OfDifference(a, b)!.Value, Math.Min(a.Count, b.Count)));
                return new(null, null, kind);
            default:
                return new(a, b, kind);
        }
    }

    /// <param name="detail">What the values are, if they are not plain ones: " (after CUPED)".</param>
    public Estimate Compare(double alpha, string detail) =>
        Control is not { } a || Test is not { } b ? new() { Method = Welch.Name + detail }
        : Kind == MeansTest.Pooled ? Welch.Compare(a, b, alpha, PooledTTest.Name + detail, PooledTTest.DegreesOfFreedom(a, b))
        : Welch.Compare(a, b, alpha) with { Method = Welch.Name + detail };

    public LiftEstimate? Lift(double alpha) =>
        Control is { } a && Test is { } b
            ? Statistics.Lift.Of(a, b, alpha, Kind == MeansTest.Pooled ? PooledTTest.DegreesOfFreedom(a, b) : null)
            : null;
}
