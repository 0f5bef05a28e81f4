using Waypost.Stats.Analysis;
using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Benchmarks.Simulations;

/// <summary>
/// What is counted in a simulated experiment, evaluated at each look: a rejection, or an interval that contains the truth.
/// </summary>
internal static class Criteria
{
    private static readonly MetricDefinition revenue = new()
    {
        Key = "revenue",
        Name = "Revenue",
        Type = MetricType.Revenue,
        Query = "",
    };

    /// <summary>Welch rejects at α = 0.05 at any look: naive peeking, or the correct use with a single look.</summary>
    internal static bool WelchRejects(Moments control, Moments test, bool end) => Welch.Compare(control, test, 0.05).PValue < 0.05;

    /// <summary>Welch rejects at α = 0.05 at any look from this number of users per arm on: the fixed test, repeated.</summary>
    internal static Func<Moments, Moments, bool, bool> WelchRejectsFrom(long users) =>
        (control, test, end) => control.Count >= users && WelchRejects(control, test, end);

    /// <summary>Chi-square or Fisher rejects at α = 0.05.</summary>
    internal static bool BinomialRejects(Moments control, Moments test, bool end) =>
        BinomialTest.Compare(Counted(control), Counted(test), 0.05).PValue < 0.05;

    /// <summary>Fisher's exact test rejects at α = 0.05.</summary>
    internal static bool FisherRejects(Moments control, Moments test, bool end) => Fisher.PValue(Counted(control), Counted(test)) < 0.05;

    /// <summary>The confidence sequence excludes 0.</summary>
    internal static Func<Moments, Moments, bool, bool> AlwaysValidExcludesZero(long plannedTotal, double alpha = 0.05) =>
        (control, test, _) =>
            ConfidenceSequence.Compare(control, test, alpha, plannedTotal) is { } estimate && !estimate.Interval.Contains(0);

    /// <summary>The same for proportions: the p-value is below α, exactly where the interval excludes 0.</summary>
    internal static Func<Moments, Moments, bool, bool> AlwaysValidRejects(long plannedTotal, double alpha) =>
        (control, test, _) =>
            ConfidenceSequence.LogEvidence(Counted(control), Counted(test), alpha, plannedTotal) is { } logE && logE > -Math.Log(alpha);

    /// <summary>The confidence sequence of proportions does not contain the true difference.</summary>
    internal static Func<Moments, Moments, bool, bool> AlwaysValidMisses(long plannedTotal, double alpha, double difference) =>
        (control, test, _) =>
            ConfidenceSequence.Compare(Counted(control), Counted(test), alpha, plannedTotal) is { } estimate
            && !estimate.Interval.Contains(difference);

    /// <summary>The results page: always-valid at 0.01 at every look, and the fixed test once, at the planned end, at 0.05.</summary>
    internal static Func<Moments, Moments, bool, bool> PageDecides(long plannedTotal)
    {
        var before = AlwaysValidExcludesZero(plannedTotal, 0.01);
        return (control, test, end) => end ? WelchRejects(control, test, end) || before(control, test, end) : before(control, test, end);
    }

    /// <summary>The test that the skewness permits rejects at α = 0.05; where none does, there is no rejection.</summary>
    internal static bool MeansDiffer(Moments control, Moments test, bool end) => Compared(control, test).Compare(0.05, "").PValue < 0.05;

    /// <summary>The confidence sequence with the variances that the skewness permits excludes 0.</summary>
    internal static Func<Moments, Moments, bool, bool> MeansDifferAlwaysValid(long plannedTotal)
    {
        var excludes = AlwaysValidExcludesZero(plannedTotal, 0.01);
        return (control, test, end) => Compared(control, test) is { Control: { } a, Test: { } b } && excludes(a, b, end);
    }

    /// <summary>As <see cref="PageDecides"/>, with the test that the skewness permits.</summary>
    internal static Func<Moments, Moments, bool, bool> PageDecidesMeans(long plannedTotal)
    {
        var before = MeansDifferAlwaysValid(plannedTotal);
        return (control, test, end) => (end && MeansDiffer(control, test, end)) || before(control, test, end);
    }

    /// <summary>Welch's 95 % interval contains the true difference.</summary>
    internal static Func<Moments, Moments, bool, bool> WelchCovers(double difference) =>
        (control, test, _) => Welch.Compare(control, test, 0.05).Interval is { } interval && interval.Contains(difference);

    /// <summary>The lift's interval contains the true lift; an unbounded interval always does.</summary>
    internal static Func<Moments, Moments, bool, bool> LiftCovers(double lift) =>
        (control, test, _) =>
            Lift.Of(control, test, 0.05) is { } estimate && (estimate.Unbounded || estimate.Interval?.Contains(lift) == true);

    private static ComparedMeans Compared(Moments control, Moments test) => ComparedMeans.Of(revenue, control, test, new());

    private static Proportion Counted(Moments arm) => new((long)Math.Round(arm.Mean * arm.Count), arm.Count);
}
