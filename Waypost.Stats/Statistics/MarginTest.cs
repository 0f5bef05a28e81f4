namespace Waypost.Stats.Statistics;

/// <summary>
/// A difference against a margin ±δ, by two one-sided tests, and the interval that belongs to them: it excludes −δ exactly where
/// <paramref name="PBelow"/> is below α, and δ exactly where <paramref name="PAbove"/> is. Non-inferiority needs one of the two tests,
/// equivalence both. Source: Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15 (1987) 657.
/// </summary>
/// <param name="Interval">At 1 − 2α: of the difference, or of the relative difference for a relative margin.</param>
/// <param name="PBelow">Of a difference of −δ or less, 0…1.</param>
/// <param name="PAbove">Of a difference of δ or more, 0…1.</param>
/// <param name="Method">Display name.</param>
internal sealed record MarginTest(Interval Interval, double PBelow, double PAbove, string Method)
{
    internal const string OfMeans = "t-test against the margin";
    internal const string OfRatioOfMeans = "t-test against the relative margin (Fieller)";
    internal const string OfProportions = "score test against the margin";
    internal const string OfRatioOfProportions = "score test against the relative margin";

    /// <summary>
    /// d = mB − mA, se² = vA/nA + vB/nB: tBelow = (d + δ)/se, tAbove = (δ − d)/se, interval d ± c·se. Null without a standard error, or
    /// where numbers overflow.
    /// </summary>
    /// <param name="margin">δ &gt; 0, in the metric's unit.</param>
    public static MarginTest? Means(Moments control, Moments test, double margin, OneSidedRule rule)
    {
        if (VariancesOf(control, test) is not var (a, b))
        {
            return null;
        }

        var (difference, error) = (test.Mean - control.Mean, Math.Sqrt(a + b));
        return Finite(
            Interval.Around(difference, rule.Critical * error),
            rule.PValue((difference + margin) / error),
            rule.PValue((margin - difference) / error),
            OfMeans
        );
    }

    /// <summary>
    /// With ρ = mB/mA − 1, δ relative: t at ρ₀ = (mB − (1 + ρ₀)·mA)/√(vB/nB + (1 + ρ₀)²·vA/nA), for ρ₀ = −δ and δ, and the interval of all
    /// ρ₀ with |t| ≤ c: [(ρ + g) ∓ (c/mA)·√(vB/nB·(1 − g) + R²·vA/nA)]/(1 − g), R = mB/mA, g = c²·vA/(nA·mA²). Source: Fieller, JRSS B 16
    /// (1954). Null where the control's mean is not above 0 or cannot be distinguished from it (g ≥ 1).
    /// </summary>
    /// <param name="margin">0 &lt; δ &lt; 1, a share of the control's mean.</param>
    public static MarginTest? RatioOfMeans(Moments control, Moments test, double margin, OneSidedRule rule)
    {
        if (!(control.Mean > 0) || VariancesOf(control, test) is not var (a, b))
        {
            return null;
        }

        // In units of the control's mean.
        var (ratio, relative) = (test.Mean / control.Mean, (test.Mean - control.Mean) / control.Mean);
        (a, b) = (a / control.Mean / control.Mean, b / control.Mean / control.Mean);
        var g = rule.Critical * rule.Critical * a;
        if (!(g < 1))
        {
            return null;
        }

        return Finite(
            Interval.Around((relative + g) / (1 - g), rule.Critical * Math.Sqrt((b * (1 - g)) + (ratio * ratio * a)) / (1 - g)),
            rule.PValue(Deviation(-margin)),
            rule.PValue(-Deviation(margin)),
            OfRatioOfMeans
        );

        double Deviation(double at) => (relative - at) / Math.Sqrt(b + ((1 + at) * (1 + at) * a));
    }

    /// <summary>
    /// z at δ₀ = (pB − pA − δ₀)/√V(δ₀) with the variance at the most likely rates that differ by δ₀, for δ₀ = −δ and δ (Farrington &amp;
    /// Manning, Statistics in Medicine 9 (1990) 1447), and the interval of all δ₀ with |z| ≤ c (<see cref="ScoreInterval"/>). It does not
    /// need events in both arms. Null without users.
    /// </summary>
    /// <param name="margin">0 &lt; δ &lt; 1.</param>
    public static MarginTest? Proportions(Proportion control, Proportion test, double margin, OneSidedRule rule)
    {
        if (control.Rate is not { } a || test.Rate is not { } b)
        {
            return null;
        }

        return Finite(
            ScoreInterval.Of(control, test, rule.Critical),
            rule.PValue(Deviation(-margin)),
            rule.PValue(-Deviation(margin)),
            OfProportions
        );

        double Deviation(double at) => (b - a - at) / Math.Sqrt(ScoreInterval.Variance(control, test, at));
    }

    /// <summary>The same for the ratio of proportions (<see cref="RatioScore"/>). Null without events in the control.</summary>
    /// <param name="margin">0 &lt; δ &lt; 1, a share of the control's proportion.</param>
    public static MarginTest? RatioOfProportions(Proportion control, Proportion test, double margin, OneSidedRule rule) =>
        RatioScore.Of(control, test, rule.Critical) is { } interval
            ? Finite(
                interval,
                rule.PValue(RatioScore.Deviation(control, test, 1 - margin)),
                rule.PValue(-RatioScore.Deviation(control, test, 1 + margin)),
                OfRatioOfProportions
            )
            : null;

    /// <summary>Whether the interval excludes −δ and everything below.</summary>
    public bool RulesOutBelow(double margin) => Interval.Low > -margin;

    /// <summary>Whether the interval excludes δ and everything above.</summary>
    public bool RulesOutAbove(double margin) => Interval.High < margin;

    private static (double A, double B)? VariancesOf(Moments control, Moments test) =>
        control.VarianceOfMean is { } a && test.VarianceOfMean is { } b && a + b > 0 && double.IsFinite(a + b) ? (a, b) : null;

    private static MarginTest? Finite(Interval interval, double below, double above, string method) =>
        interval.IsFinite && double.IsFinite(below) && double.IsFinite(above) ? new(interval, below, above, method) : null;
}
