using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Holdouts;

/// <summary>
/// One metric's aggregates of one group, from one user's values after the other: the columns that the database computes for an
/// experiment, so that everything after it is the same. Needs the same memory for any number of users. Moments are merged user by user,
/// never computed as a difference of large sums.
/// </summary>
internal sealed class RunningTotals(MetricDefinition metric, int index)
{
    /// <summary>Cubes of larger numbers would overflow; the database leaves them out too.</summary>
    private const double LargestCubed = 1e90;

    // X is the denominator of a ratio, else 0; Y is the value after the cap.
    private JointMoments pairs;

    // X is the first and Y the square of the second: their covariance gives a third moment.
    private JointMoments yyy;
    private JointMoments yyx;
    private JointMoments yxx;
    private JointMoments xxx;
    private double sum;
    private double denominatorSum;
    private double? lowest;
    private double? cap;
    private long capped;
    private long bad;
    private long badDenominators;

    private bool IsRatio => metric.DenominatorQuery is not null;

    /// <param name="raw">The user's total.</param>
    /// <param name="value">The same after the cap.</param>
    /// <param name="limit">The cap; null without one.</param>
    /// <param name="denominator">Of a ratio, else 0.</param>
    public void Add(double raw, double value, double? limit, double denominator)
    {
        bad += double.IsFinite(raw) ? 0 : 1;
        badDenominators += double.IsFinite(denominator) ? 0 : 1;
        lowest = lowest < raw ? lowest : raw;
        cap = limit ?? cap;
        capped += raw > limit ? 1 : 0;
        sum += value;
        denominatorSum += denominator;
        pairs = pairs.Merge(new(1, denominator, value, 0, 0, 0));
        if (Math.Abs(value) < LargestCubed && Math.Abs(denominator) < LargestCubed)
        {
            yyy = WithSquare(yyy, value, value);
            if (IsRatio)
            {
                yyx = WithSquare(yyx, denominator, value);
                yxx = WithSquare(yxx, value, denominator);
                xxx = WithSquare(xxx, denominator, denominator);
            }
        }
    }

    /// <summary>As a row of the database's aggregates; null without users.</summary>
    /// <param name="missing">Events of the group without a value.</param>
    public IReadOnlyDictionary<string, double?>? ToRow(double missing)
    {
        if (pairs.Count == 0)
        {
            return null;
        }

        var row = new Dictionary<string, double?>(StringComparer.Ordinal) { ["users"] = pairs.Count, ["missing"] = missing };
        void Set(string name, double? value) => row[FormattableString.Invariant($"{name}{index}")] = value;
        Set("bad", bad);
        Set("lowest", lowest);
        Set("mean", pairs.MeanY);
        Set("variance", pairs.Y.Variance);
        Set("sum", sum);
        Set("cap", cap);
        Set("capped", capped);
        Set("yyy", yyy.Covariance);
        if (IsRatio)
        {
            Set("yyx", yyx.Covariance);
            Set("yxx", yxx.Covariance);
            Set("xxx", xxx.Covariance);
            row["dbad"] = badDenominators;
            row["dmean"] = pairs.MeanX;
            row["dvariance"] = pairs.X.Variance;
            row["dsum"] = denominatorSum;
            row["dcovariance"] = pairs.Covariance;
        }

        return row;
    }

    private static JointMoments WithSquare(JointMoments all, double one, double squared) =>
        all.Merge(new(1, one, squared * squared, 0, 0, 0));
}
