using Waypost.Stats.Statistics;

namespace Waypost.Stats.Analysis;

/// <summary>
/// The always-valid interval of the relative difference: all ρ that the confidence sequence of mB − (1 + ρ)·mA does not reject, by
/// Fieller's theorem or, for proportions, the score of their ratio. At ρ = 0 this is the sequence of the difference, so both exclude 0
/// together. Pure.
/// </summary>
internal static class AlwaysValidLift
{
    /// <summary>Null when unbounded, and where the control's mean is not above 0.</summary>
    /// <param name="plannedTotal">N* of this pair.</param>
    public static Interval? Of(MetricArm control, MetricArm test, ComparedMeans means, double alpha, long plannedTotal)
    {
        if (control.Proportion is { } a && test.Proportion is { } b)
        {
            var critical = ConfidenceSequence.Critical(ConfidenceSequence.Information(a.Trials + b.Trials, alpha, plannedTotal), alpha);
            return RatioScore.Of(a, b, critical) is { IsFinite: true } interval ? interval : null;
        }

        // The margin only matters for a test, which is not asked for.
        return means is { Control: { } c, Test: { } t }
            ? MarginTest.RatioOfMeans(c, t, margin: 0.5, OneSidedRule.AlwaysValid(c.Count + t.Count, alpha, plannedTotal))?.Interval
            : null;
    }
}
