namespace Waypost.Stats.Statistics;

/// <summary>What an experiment is to rule out, if there is no difference.</summary>
/// <param name="Mean">Of both variants, per user; a proportion if there is no variance.</param>
/// <param name="Variance">Per user, before CUPED; null for a proportion.</param>
/// <param name="Margin">δ &gt; 0, in the metric's unit or as a share of the mean.</param>
/// <param name="Below">Whether a difference of −δ or less is to be ruled out.</param>
/// <param name="Above">Whether a difference of δ or more is to be ruled out; with both, equivalence is to be shown.</param>
internal readonly record struct MarginQuestion(double Mean, double? Variance, double Margin, bool IsRelative, bool Below, bool Above);

/// <content>
/// Users needed to rule out a margin. One-sided tests at α in each comparison, without correction for several variants, as in the analysis
/// (<see cref="MarginTest"/>). Source: Chow, Shao, Wang &amp; Lokhnygina, Sample Size Calculations in Clinical Research (2018), §3.2 and
/// §4.2; for proportions Farrington &amp; Manning, Statistics in Medicine 9 (1990) 1447.
/// </content>
internal static partial class SampleSize
{
    /// <summary>As if so many users had been observed: rates are exact to twelve digits.</summary>
    private const double ManyUsers = 1e12;

    /// <summary>
    /// Power of each side: means P(T &gt; t(α)) of the noncentral t with δ/se, proportions Φ((δ − z(α)·√V₀)/√V₁), V₀ at the most likely
    /// rates that differ by the margin, V₁ at the true ones. Both sides together: their sum − 1, exact unless both could fail at once.
    /// </summary>
    /// <param name="total">Users in all variants.</param>
    /// <returns>0…1; null if it cannot be computed.</returns>
    public static double? PowerToRuleOut(double total, MarginQuestion question, SampleDesign design)
    {
        if (!IsUsable(question) || !(total * Math.Min(design.ControlShare, design.SmallestTestShare) >= 2))
        {
            return null;
        }

        var below = question.Below ? PowerOfSide(total, -question.Margin, question, design) : 1;
        var above = question.Above ? PowerOfSide(total, question.Margin, question, design) : 1;
        return Math.Max(0, below + above - 1);
    }

    /// <summary>The fewest users that rule out the margin with the design's power in every comparison, if there is no difference.</summary>
    /// <returns>Null if it cannot be computed, or if it would take more than 10¹² users.</returns>
    public static SampleSizeResult? ToRuleOut(MarginQuestion question, SampleDesign design) =>
        Bisection.Lowest(
            2 / Math.Min(design.ControlShare, design.SmallestTestShare),
            MostUsers,
            total => PowerToRuleOut(total, question, design) >= design.Power
        )
            is { } users
            ? design.Split(users)
            : null;

    private static bool IsUsable(MarginQuestion question) =>
        question.Margin > 0
        && double.IsFinite(question.Mean)
        && (!question.IsRelative || (question.Mean > 0 && question.Margin < 1))
        && (question.Variance is { } variance ? variance > 0 && double.IsFinite(variance) : question is { Mean: > 0 and < 1, Margin: < 1 });

    /// <param name="at">−δ or δ.</param>
    private static double PowerOfSide(double total, double at, MarginQuestion question, SampleDesign design)
    {
        var (shareA, shareB) = (design.ControlShare, design.SmallestTestShare);
        // The contrast is mB − ratio·mA; without a difference it is this far from 0.
        var ratio = question.IsRelative ? 1 + at : 1;
        var distance = Math.Abs(at) * (question.IsRelative ? question.Mean : 1);
        if (question.Variance is not { } variance)
        {
            var (rate, others) = (question.Mean, (1 / shareB) + (ratio * ratio / shareA));
            var critical = CriticalValues.Normal(2 * design.Alpha);
            var shift = (distance * Math.Sqrt(total)) - (critical * Math.Sqrt(VarianceAtMargin(at, ratio, question, shareA, shareB)));
            return Tails.Normal(-shift / Math.Sqrt(rate * (1 - rate) * others));
        }

        var (a, b) = (total * shareA, total * shareB);
        var error = Math.Sqrt(variance) * Math.Sqrt(design.VarianceLeft * ((ratio * ratio / a) + (1 / b)));
        var freedom = a + b - 2;
        // The other tail of the noncentral t, below −t(α), is less than 10⁻⁴ where the power is of interest.
        return !(error > 0) || distance / error > 1e3
            ? 1
            : NoncentralT.TwoSided(CriticalValues.Student(2 * design.Alpha, freedom), freedom, distance / error);
    }

    /// <summary>N·V₀.</summary>
    private static double VarianceAtMargin(double at, double ratio, MarginQuestion question, double shareA, double shareB)
    {
        var (control, test) = (Observed(shareA), Observed(shareB));
        return ManyUsers * (question.IsRelative ? RatioScore.Variance(control, test, ratio) : ScoreInterval.Variance(control, test, at));

        Proportion Observed(double share) => new((long)Math.Round(question.Mean * share * ManyUsers), (long)Math.Round(share * ManyUsers));
    }
}
