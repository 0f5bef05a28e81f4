namespace Waypost.Stats.Statistics;

/// <summary>
/// Sufficient statistics of pairs of values per user: denominator and numerator of a ratio metric, or before and after for CUPED.
/// Source: Chan, Golub &amp; LeVeque 1983, with the co-moment in place of the square.
/// </summary>
/// <param name="Count">n ≥ 0, users.</param>
/// <param name="M2X">Σ(x − mX)².</param>
/// <param name="M2Y">Σ(y − mY)².</param>
/// <param name="CXY">Σ(x − mX)(y − mY).</param>
internal readonly record struct JointMoments(long Count, double MeanX, double MeanY, double M2X, double M2Y, double CXY)
{
    /// <summary>n ≥ 0, users.</summary>
    public long Count { get; init; } = NotNegative.Count(Count);

    /// <summary>For the skewness; null = not measured.</summary>
    public ThirdMoments? Thirds { get; init; }

    /// <summary>The moments of X.</summary>
    public Moments X => new(Count, MeanX, M2X) { M3 = Thirds?.XXX };

    /// <summary>The moments of Y.</summary>
    public Moments Y => new(Count, MeanY, M2Y) { M3 = Thirds?.YYY };

    /// <summary>Sample covariance CXY/(n − 1); null below two users.</summary>
    public double? Covariance => Count < 2 ? null : CXY / (Count - 1);

    /// <summary>Pearson's correlation, −1…1; null where one of them does not vary.</summary>
    public double? Correlation => M2X > 0 && M2Y > 0 ? Math.Clamp(CXY / Math.Sqrt(M2X) / Math.Sqrt(M2Y), -1, 1) : null;

    /// <summary>The moments of the users of both parts.</summary>
    public JointMoments Merge(JointMoments other)
    {
        if (Count == 0 || other.Count == 0)
        {
            return Count == 0 ? other : this;
        }

        var x = X.Merge(other.X);
        var y = Y.Merge(other.Y);
        var between = (other.MeanX - MeanX) * (other.MeanY - MeanY) * Count * ((double)other.Count / x.Count);
        return new(x.Count, x.Mean, y.Mean, x.M2, y.M2, CXY + other.CXY + between)
        {
            Thirds =
                ThirdsAround(x.Mean, y.Mean) is { } mine && other.ThirdsAround(x.Mean, y.Mean) is { } others ? mine.Plus(others) : null,
        };
    }

    /// <summary>
    /// The sums of products of three deviations from other means: with dx = mX − x, Σ(b − y)²(a − x) is YYX + 2dy·CXY + dx·M2Y + n·dy²·dx,
    /// and the others likewise.
    /// </summary>
    private ThirdMoments? ThirdsAround(double x, double y)
    {
        var (dx, dy, n) = (MeanX - x, MeanY - y, (double)Count);
        return Thirds is { } known
            ? new(
                known.YYY + (3 * dy * M2Y) + (n * dy * dy * dy),
                known.YYX + (2 * dy * CXY) + (dx * M2Y) + (n * dy * dy * dx),
                known.YXX + (2 * dx * CXY) + (dy * M2X) + (n * dx * dx * dy),
                known.XXX + (3 * dx * M2X) + (n * dx * dx * dx)
            )
            : null;
    }
}
