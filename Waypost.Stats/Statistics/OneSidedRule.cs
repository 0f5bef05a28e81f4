namespace Waypost.Stats.Statistics;

/// <summary>When a deviation is too large to be chance, on one side: a critical value and the p-value that belongs to it.</summary>
/// <param name="Critical">c &gt; 0, in standard errors. The p-value is below <paramref name="Alpha"/> exactly above it.</param>
/// <param name="Alpha">Error rate of a statement about one side.</param>
/// <param name="PValue">The p-value of a deviation in standard errors, which may be negative.</param>
internal sealed record OneSidedRule(double Critical, double Alpha, Func<double, double> PValue)
{
    /// <summary>P(T &gt; t), for a single look.</summary>
    /// <param name="alpha">One-sided error rate, 0 &lt; α &lt; ½.</param>
    /// <param name="degreesOfFreedom">ν &gt; 0; infinity is the normal.</param>
    public static OneSidedRule Fixed(double alpha, double degreesOfFreedom) =>
        new(CriticalValues.Student(2 * alpha, degreesOfFreedom), alpha, t => Tails.Student(t, degreesOfFreedom));

    /// <summary>
    /// That of <see cref="ConfidenceSequence"/>, for any number of looks: a two-sided sequence, so its error rate on one side is lower
    /// still. Nothing speaks against a deviation to the other side, so p is 1 there.
    /// </summary>
    /// <inheritdoc cref="ConfidenceSequence.Compare(Moments, Moments, double, long)"/>
    public static OneSidedRule AlwaysValid(long users, double alpha, long plannedTotal)
    {
        var information = ConfidenceSequence.Information(users, alpha, plannedTotal);
        return new(
            ConfidenceSequence.Critical(information, alpha),
            alpha,
            z => z <= 0 ? 1 : Math.Min(1, Math.Exp(-ConfidenceSequence.LogEvidence(information, z)))
        );
    }
}
