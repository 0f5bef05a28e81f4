namespace Waypost.Stats.Statistics;

/// <summary>
/// Removes the part of the variance that existed before the experiment. Source: Deng, Xu, Kohavi &amp; Walker, WSDM 2013.
/// X is the user's metric strictly before the first exposure, 0 for new users; Y the metric in the experiment.
/// </summary>
internal static class Cuped
{
    /// <summary>
    /// θ = cov(Y, X)/var(X) over the users of all arms: with different slopes the arms would not be comparable. 0 where X does not
    /// vary.
    /// </summary>
    public static double Theta(IReadOnlyList<JointMoments> arms)
    {
        var all = Pool(arms);
        return all.M2X > 0 ? all.CXY / all.M2X : 0;
    }

    /// <summary>X̄ over the users of all arms.</summary>
    public static double MeanBefore(IReadOnlyList<JointMoments> arms) => Pool(arms).MeanX;

    /// <summary>Y′ = Y − θ(X − X̄): mean mY − θ(mX − X̄), M2 = M2Y − 2θCXY + θ²M2X.</summary>
    /// <param name="pooledMeanX">X̄ from <see cref="MeanBefore"/>.</param>
    public static Moments Adjust(JointMoments arm, double theta, double pooledMeanX) =>
        arm.Count == 0
            ? default
            : new(
                arm.Count,
                arm.MeanY - (theta * (arm.MeanX - pooledMeanX)),
                Math.Max(0, arm.M2Y - (theta * ((2 * arm.CXY) - (theta * arm.M2X))))
            )
            {
                M3 = arm.Thirds?.Without(theta),
            };

    /// <summary>
    /// The share of the squared standard error of the difference between these arms that was removed, 1 − Σ(v′/n)/Σ(v/n). At most 1;
    /// below 0 if it grew, because one θ must serve all arms; 0 where nothing varied. The variance of all users together would be that
    /// of the largest arm, while the smallest one decides how precise the difference is.
    /// </summary>
    /// <param name="arms">The arms that are compared.</param>
    public static double VarianceReduction(IReadOnlyList<JointMoments> arms, double theta) =>
        VarianceReduction([.. arms.Select(arm => arm.Y)], [.. arms.Select(arm => Adjust(arm, theta, 0))]);

    /// <inheritdoc cref="VarianceReduction(IReadOnlyList{JointMoments}, double)"/>
    /// <param name="unadjusted">The arms that are compared, without CUPED.</param>
    /// <param name="adjusted">The same arms with it.</param>
    public static double VarianceReduction(IReadOnlyList<Moments> unadjusted, IReadOnlyList<Moments> adjusted)
    {
        var before = unadjusted.Sum(arm => arm.VarianceOfMean ?? 0);
        var after = adjusted.Sum(arm => arm.VarianceOfMean ?? 0);
        return before > 0 ? 1 - (after / before) : 0;
    }

    private static JointMoments Pool(IReadOnlyList<JointMoments> arms) =>
        arms.Aggregate(default(JointMoments), (all, arm) => all.Merge(arm));
}
