using Waypost.Stats.Statistics;

namespace Waypost.Stats.Analysis;

internal sealed partial record MetricArm
{
    /// <summary>Null without a denominator before the first exposure of any user.</summary>
    /// <param name="ratio">X is the denominator, Y the numerator.</param>
    /// <param name="number">Reads a column of the metric.</param>
    /// <param name="plain">Reads a column without a metric's number.</param>
    private static RatioMoments? ReadRatioBefore(JointMoments ratio, Func<string, double?> number, Func<string, double?> plain)
    {
        if (number("xmean") is not { } before)
        {
            return null;
        }

        var (numerator, denominator) = (ratio.Y, ratio.X);
        var (withNumerator, withDenominator) = (number("covariance") ?? 0, plain("dxcovariance") ?? 0);
        var variance = number("xvariance") ?? 0;
        // Third moments of these are read below, all together.
        static double? None(string column) => null;
        return new(
            ratio,
            Joint(ratio.Count, before, variance, numerator, withNumerator, None),
            Joint(ratio.Count, before, variance, denominator, withDenominator, None)
        )
        {
            Thirds = ratio.Thirds is { } known && ReadThirds() is { } read ? read with { Ratio = known } : null,
        };

        RatioThirdMoments? ReadThirds()
        {
            if (
                plain("yyz") is not { } yyz
                || plain("ydz") is not { } ydz
                || plain("ddz") is not { } ddz
                || plain("yzz") is not { } yzz
                || plain("dzz") is not { } dzz
                || plain("zzz") is not { } zzz
            )
            {
                return null;
            }

            // cov(z, y·d) is the third central moment, plus the mean of y times cov(z, d), plus the mean of d times cov(z, y).
            var products = ydz - (numerator.Mean * withDenominator) - (denominator.Mean * withNumerator);
            return new(
                default,
                Third(yyz, numerator.Mean, withNumerator, ratio.Count),
                (ratio.Count - 1) * products,
                Third(ddz, denominator.Mean, withDenominator, ratio.Count),
                Third(yzz, before, withNumerator, ratio.Count),
                Third(dzz, before, withDenominator, ratio.Count),
                Third(zzz, before, variance, ratio.Count)
            );
        }
    }
}
