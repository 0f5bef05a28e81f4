namespace Waypost.Stats.Statistics;

/// <summary>
/// Sufficient statistics of a ratio metric with CUPED, of each user's numerator M, denominator D and X, what both were before. X is
/// Mx − Rx·Dx with Rx = ΣMx/ΣDx over the users of all arms. Source: Deng, Knoblich &amp; Lu, KDD 2018 §3 and 5.
/// </summary>
/// <param name="Ratio">X is D, Y is M.</param>
/// <param name="NumeratorBefore">X is X, Y is M.</param>
/// <param name="DenominatorBefore">X is X, Y is D.</param>
internal readonly record struct RatioMoments(JointMoments Ratio, JointMoments NumeratorBefore, JointMoments DenominatorBefore)
{
    /// <summary>For the skewness; null = not measured, or merged.</summary>
    public RatioThirdMoments? Thirds { get; init; }

    /// <summary>Correlation of X with the linearised ratio M − R·D, −1…1; null where one of them does not vary.</summary>
    public double? Correlation => Linear(this) is { } linear ? linear.Correlation : null;

    /// <summary>The moments of the users of both parts, without the third ones.</summary>
    public RatioMoments Merge(RatioMoments other) =>
        new(Ratio.Merge(other.Ratio), NumeratorBefore.Merge(other.NumeratorBefore), DenominatorBefore.Merge(other.DenominatorBefore));

    /// <summary>θ = cov(M − R·D, X)/var(X) with R of all arms; 0 where X does not vary.</summary>
    public static double Theta(IReadOnlyList<RatioMoments> arms) => Linear(Pool(arms)) is { M2X: > 0 } linear ? linear.CXY / linear.M2X : 0;

    /// <summary>X̄ over the users of all arms.</summary>
    public static double MeanBefore(IReadOnlyList<RatioMoments> arms) => Pool(arms).NumeratorBefore.MeanX;

    /// <summary>R − θ(mX − X̄)/mD with unit variance var(M − R·D − θX)/mD²; null without users or where mD is 0.</summary>
    /// <param name="pooledMeanX">X̄ from <see cref="MeanBefore"/>.</param>
    public Moments? Adjust(double theta, double pooledMeanX)
    {
        var mean = Ratio.MeanX;
        if (Linear(this) is not { } linear)
        {
            return null;
        }

        var ratio = Ratio.MeanY / mean;
        var m2 = linear.M2Y - (theta * ((2 * linear.CXY) - (theta * linear.M2X)));
        return new(Ratio.Count, ratio - (theta * (linear.MeanX - pooledMeanX) / mean), Math.Max(0, m2) / mean / mean)
        {
            M3 = Thirds?.Of(ratio, theta) / mean / mean / mean,
        };
    }

    /// <summary>X and M − R·D with the arm's own R; null without users or where the denominator's sum is 0.</summary>
    private static JointMoments? Linear(RatioMoments arm)
    {
        var pair = arm.Ratio;
        if (pair.Count == 0 || pair.MeanX == 0)
        {
            return null;
        }

        var ratio = pair.MeanY / pair.MeanX;
        return new(
            pair.Count,
            arm.NumeratorBefore.MeanX,
            0,
            arm.NumeratorBefore.M2X,
            Math.Max(0, pair.M2Y - (ratio * ((2 * pair.CXY) - (ratio * pair.M2X)))),
            arm.NumeratorBefore.CXY - (ratio * arm.DenominatorBefore.CXY)
        );
    }

    private static RatioMoments Pool(IReadOnlyList<RatioMoments> arms) =>
        arms.Aggregate(default(RatioMoments), (all, arm) => all.Merge(arm));
}

/// <summary>Sums of products of three deviations of M, D and X.</summary>
/// <param name="Ratio">X is D, Y is M.</param>
/// <param name="MMX">Σ(M − mM)²(X − mX), and so on.</param>
internal readonly record struct RatioThirdMoments(
    ThirdMoments Ratio,
    double MMX,
    double MDX,
    double DDX,
    double MXX,
    double DXX,
    double XXX
)
{
    /// <summary>Σ of the cubed deviations of M − R·D − θX.</summary>
    public double Of(double ratio, double theta)
    {
        var squares = MMX - (ratio * ((2 * MDX) - (ratio * DDX)));
        var products = MXX - (ratio * DXX);
        return Ratio.Without(ratio) - (theta * ((3 * squares) - (theta * ((3 * products) - (theta * XXX)))));
    }
}
