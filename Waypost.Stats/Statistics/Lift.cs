namespace Waypost.Stats.Statistics;

/// <summary>The relative difference ρ = (mB − mA)/|mA|. It has no p-value of its own: that of the absolute difference applies.</summary>
/// <param name="Relative">0.1 = 10 % more; null without a control mean.</param>
/// <param name="StandardError">By the delta method; null where it does not exist.</param>
/// <param name="Interval">At 1 − α; null when unbounded or not computable.</param>
/// <param name="Method">"delta method", "Fieller" or "score"; null if no interval can be computed.</param>
/// <param name="Unbounded">Whether the control's mean may be 0, so that no finite interval has coverage 1 − α.</param>
internal sealed record LiftEstimate(
    double? Relative,
    double? StandardError,
    Interval? Interval,
    string? Method,
    bool Unbounded,
    IReadOnlyList<StatisticsWarning> Warnings
);

/// <summary>The interval of a relative difference.</summary>
internal static class Lift
{
    internal const string DeltaMethod = "delta method";
    internal const string Fieller = "Fieller";

    /// <summary>Below this g the control's mean is precise enough for the delta method.</summary>
    internal const double StableControl = 0.05;

    /// <summary>(test − control)/|control|; null where one is missing or the control is 0.</summary>
    public static double? Point(double? control, double? test) =>
        control is { } a and not 0 && test is { } b && double.IsFinite((b - a) / Math.Abs(a)) ? (b - a) / Math.Abs(a) : null;

    /// <summary>
    /// With a = vA/nA, b = vB/nB, R = mB/mA, c = t(α, df) and g = c²a/mA².
    /// Fieller (JRSS B 16, 1954): all ρ with |mB − ρmA| ≤ c·√(b + ρ²a), which is [R ∓ (c/|mA|)·√(b(1 − g) + R²a)]/(1 − g) − 1; unbounded
    /// where g ≥ 1. It excludes 0 exactly where the test's p is below α.
    /// Delta method: R − 1 ± c·√(b + R²a)/|mA| (Deng, Knoblich &amp; Lu, KDD 2018 §3), where g &lt; 0.05 and it excludes or includes
    /// 0 as Fieller's does.
    /// A negative control mean changes the sign, so that the relative difference always has that of the absolute one.
    /// </summary>
    /// <param name="alpha">Two-sided error rate, 0 &lt; α &lt; 1.</param>
    /// <param name="degreesOfFreedom">Of the test of the absolute difference; null = Welch's.</param>
    public static LiftEstimate Of(Moments control, Moments test, double alpha, double? degreesOfFreedom = null)
    {
        if (control.Count == 0 || test.Count == 0)
        {
            return Without(StatisticsWarning.NoUsers);
        }
        if (control.Mean == 0)
        {
            return Without(StatisticsWarning.ControlMeanZero);
        }

        var ratio = test.Mean / control.Mean;
        // Of the control's mean, not of its absolute value, until the end.
        var relative = (test.Mean - control.Mean) / control.Mean;
        var sign = control.Mean < 0 ? -1 : 1;
        if (!control.IsFinite || !test.IsFinite || !double.IsFinite(ratio) || !double.IsFinite(relative))
        {
            return Without(StatisticsWarning.NotFinite);
        }

        List<StatisticsWarning> warnings = control.Mean < 0 ? [StatisticsWarning.ControlMeanNegative] : [];
        if (control.VarianceOfMean is not { } a || test.VarianceOfMean is not { } b)
        {
            return new(sign * relative, null, null, null, false, [.. warnings, StatisticsWarning.OneUser]);
        }

        if (a + b == 0)
        {
            return new(sign * relative, 0, null, null, false, [.. warnings, StatisticsWarning.NoVariance]);
        }

        var scale = Math.Abs(control.Mean);
        var (relativeA, relativeB) = (a / scale / scale, b / scale / scale);
        var error = Math.Sqrt(relativeB + (ratio * ratio * relativeA));
        var critical = CriticalValues.Student(alpha, degreesOfFreedom ?? Welch.DegreesOfFreedom(a, control.Count, b, test.Count));
        var g = critical * critical * relativeA;
        if (!double.IsFinite(error) || double.IsNaN(g))
        {
            return Without(StatisticsWarning.NotFinite);
        }
        if (g >= 1)
        {
            return new(sign * relative, error, null, Fieller, true, [.. warnings, StatisticsWarning.UnboundedLift]);
        }

        var half = critical * Math.Sqrt((relativeB * (1 - g)) + (ratio * ratio * relativeA)) / (1 - g);
        // R/(1 − g) − 1 = (ρ + g)/(1 − g), which does not cancel.
        var fieller = Interval.Around((relative + g) / (1 - g), half);
        var delta = Interval.Around(relative, critical * error);
        var (interval, method) = g < StableControl && delta.Contains(0) == fieller.Contains(0) ? (delta, DeltaMethod) : (fieller, Fieller);
        return interval.IsFinite
            ? new(sign * relative, error, sign < 0 ? interval.Mirrored : interval, method, false, warnings)
            : Without(StatisticsWarning.NotFinite);

        static LiftEstimate Without(StatisticsWarning warning) => new(null, null, null, null, false, [warning]);
    }
}
