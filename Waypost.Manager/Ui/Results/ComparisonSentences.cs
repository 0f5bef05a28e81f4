using System.Globalization;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Results;

/// <summary>The sentences of a comparison's summary. A value that is null in the result never appears as a number.</summary>
internal sealed class ComparisonSentences(AnalysisResult result, MetricResult metric, Comparison comparison, ResultContext context)
{
    public const string DistrustReason =
        "Users are not split as planned, so the groups differ by more than the variant. Do not rely on any number here until the cause "
        + "is known.";
    public const string AdviceIfDistrusted = "Find the cause, fix it, and start over. The note at the top says where to look.";
    private const string Confidence = "95\u00a0%";

    /// <summary>The planned end is ahead: more data will come, and repeated looks are allowed.</summary>
    public bool IsOngoing => IsEarly && !context.HasEnded;

    /// <summary>"Quote completed is higher with “on”: 24.3 % vs. 20.1 %, a lift of +20.9 %."</summary>
    public string Change
    {
        get
        {
            var direction = comparison.Difference switch
            {
                > 0 => "is higher",
                < 0 => "is lower",
                _ => "is different",
            };
            var goal =
                metric.Goal == MetricGoal.Decrease
                    ? (comparison.Decision == Decision.Better ? ", as intended" : ", although lower is better")
                    : "";
            return $"{MetricName} {direction} with {Variant}{goal}: {ShortMeans}{Lift}.";
        }
    }

    /// <summary>The same where no difference is shown.</summary>
    public string Means =>
        MeanValues is ({ }, { }) ? $"{MetricName} is {NamedMeans}{Lift}." : $"{MetricName} cannot be compared for {Variant}.";

    public string MeansOrMissing =>
        MeanValues is ({ }, { }) ? Means : $"{MetricName} cannot be compared for {Variant}{(IsOngoing ? " yet" : "")}.";

    public string ChangeCertainty =>
        IsEarly
            ? $"The 99\u00a0% always-valid interval, {Bounds}, excludes zero: at most 1 in 100 experiments without any effect "
                + "would ever show this."
            : $"The true {IntervalKind} lies between {BoundsWithAnd} with {Confidence} confidence{PValue}.";

    public string NoDifferenceCertainty =>
        IsOngoing ? $"So far, the true difference may lie anywhere from {Bounds}, including zero."
        : IsEarly
            ? $"The true difference may lie anywhere from {Bounds}, including zero. The interval is wide because the data ends "
                + "before the planned end."
        : IsExcludedByAdjustment
            ? $"By itself, this comparison would show a difference: {Bounds} with {Confidence} confidence{PValue}. Among several "
                + "comparisons, one such interval is to be expected by chance, so the adjusted p-value decides."
        : $"The true {IntervalKind} may lie anywhere from {Bounds} with {Confidence} confidence{PValue}. "
            + "This does not prove that there is no difference.";

    public string MissingReason
    {
        get
        {
            var warnings = metric.Warnings.Select(warning => warning.Message).Distinct().ToList();
            return warnings.Count > 0 ? string.Join(" ", warnings)
                : metric.Variants.Count == 0 ? "Its query returned nothing to compare."
                : "There are too few users for a reliable answer.";
        }
    }

    public string AdviceIfBetter =>
        metric.Role switch
        {
            MetricRole.Guardrail => "This guardrail did not get worse.",
            MetricRole.Secondary =>
                "A hint, not proof: with many metrics, some look good by chance. If it matters, make it the primary metric of the next "
                    + "experiment.",
            _ when metric.Comparisons.Count > 1 => $"{Variant} beats the control. Compare it with the other variants before you choose.",
            _ when IsOngoing =>
                $"You can stop now and choose {Variant}. Running until {PlannedEnd} gives a more precise estimate of the effect.",
            _ => $"Choose {Variant}, unless a guardrail got worse.",
        };

    public string AdviceIfWorse =>
        metric.Role switch
        {
            MetricRole.Guardrail =>
                $"Do not choose {Variant} until you know why this guardrail got worse, whatever the primary metrics show.",
            MetricRole.Secondary => "A warning, not proof: look into it before you decide.",
            _ when IsOngoing => $"Stop the experiment and keep {Control}: waiting exposes more users to the worse variant.",
            _ => $"Keep {Control}.",
        };

    public string AdviceIfNoDifference =>
        (metric.Role, IsOngoing) switch
        {
            (_, true) when context.IsPaused => ResultContext.PausedAdvice,
            (_, true) => $"Let it run until {PlannedEnd}. You can look at any time, but do not stop early because it looks good today.",
            (MetricRole.Guardrail, _) when comparison.Margin is { Verdict: { } } margin => AdviceByMargin(margin),
            (MetricRole.Guardrail, _) => $"No harm is shown. If even {WorstCase} would be too much, the experiment needs more users.",
            (MetricRole.Secondary, _) => "No action needed.",
            _ => $"If a change as large as {LargestCase} would not matter to you, choose by other criteria, such as cost. If it would, "
                + "plan a longer experiment.",
        };

    public string AdviceIfMissing =>
        metric.Variants.Count == 0 ? "Fix the metric, then refresh the results. Other metrics are not affected."
        : IsOngoing && context.IsPaused ? ResultContext.PausedAdvice
        : IsOngoing ? "Wait for more users, then refresh the results."
        : "The experiment ended with too few users for this metric. Calculate the sample size before the next one.";

    /// <summary>The data ends before the planned end: the always-valid interval applies.</summary>
    private bool IsEarly => result.Basis == AnalysisBasis.AlwaysValid;

    private string Variant => $"“{comparison.Variant}”";

    private string Control => $"“{comparison.Control}”";

    private (double? Control, double? Test) MeanValues => (Mean(comparison.Control), Mean(comparison.Variant));

    private string MetricName => metric.Quantile is { } quantile ? $"The {QuantileName(quantile)} of {metric.Name}" : metric.Name;

    private string PlannedEnd => result.Planned.End.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    private string ShortMeans =>
        MeanValues is ({ } control, { } test)
            ? $"{NumberFormat.Value(metric.Type, test)} vs. {NumberFormat.Value(metric.Type, control)}"
            : $"{Variant} vs. {Control}";

    private string NamedMeans =>
        MeanValues is ({ } control, { } test)
            ? $"{NumberFormat.Value(metric.Type, test)} with {Variant} vs. {NumberFormat.Value(metric.Type, control)} with {Control}"
            : $"{Variant} vs. {Control}";

    private string Lift =>
        comparison.Relative is { } relative ? $", a lift of {NumberFormat.Lift(relative)}"
        : comparison.Difference is { } difference ? $", a difference of {NumberFormat.Difference(metric.Type, difference)}"
        : "";

    /// <summary>The interval excludes 0, and only the adjustment for several comparisons makes it no difference.</summary>
    private bool IsExcludedByAdjustment =>
        comparison.PValueAdjusted > comparison.PValue && Interval is [var low, var high] && (low > 0 || high < 0);

    private IReadOnlyList<double>? Interval => IsEarly ? comparison.AlwaysValid?.Interval : comparison.IntervalAbsolute;

    private string IntervalKind => comparison.IntervalRelative is [_, _] ? "lift" : "difference";

    private string Bounds =>
        !IsEarly && comparison.IntervalRelative is [_, _] relative ? NumberFormat.LiftInterval(relative)
        : Interval is [_, _] interval ? NumberFormat.DifferenceInterval(metric.Type, interval)
        : "bounds that cannot be computed";

    private string BoundsWithAnd => Bounds.Replace(" to ", " and ", StringComparison.Ordinal);

    private string PValue =>
        comparison.PValue is not { } p ? ""
        : comparison.PValueAdjusted is { } adjusted && Math.Abs(adjusted - p) > 1e-12
            ? $" ({NumberFormat.PValueWithSymbol(p)}; {NumberFormat.PValue(adjusted)} adjusted for multiple comparisons)"
        : $" ({NumberFormat.PValueWithSymbol(p)})";

    private string LargestCase =>
        Interval is [var low, var high]
            ? !IsEarly && comparison.IntervalRelative is [var from, var to]
                ? NumberFormat.Lift(Math.Abs(from) > Math.Abs(to) ? from : to)
                : NumberFormat.Difference(metric.Type, Math.Abs(low) > Math.Abs(high) ? low : high)
            : "what the interval allows";

    // The end of the interval on the unwanted side.
    private string WorstCase
    {
        get
        {
            var side = metric.Goal == MetricGoal.Increase ? 0 : 1;
            return !IsEarly && comparison.IntervalRelative is [_, _] relative ? NumberFormat.Lift(relative[side])
                : Interval is [_, _] absolute ? NumberFormat.Difference(metric.Type, absolute[side])
                : "the worst the interval allows";
        }
    }

    private string AdviceByMargin(MarginResult margin) =>
        margin.Verdict is MarginVerdict.RuledOut or MarginVerdict.Equivalent
            ? $"No harm is shown. {MarginText.Label(margin, metric)}."
            : $"No harm is shown, but neither is the opposite. {MarginText.Label(margin, metric)}: that needs more users.";

    private double? Mean(string variant) => metric.Variants.FirstOrDefault(result => result.Variant == variant)?.Mean;

    private static string QuantileName(double quantile) =>
        quantile == 0.5 ? "median" : string.Create(CultureInfo.InvariantCulture, $"{quantile * 100:0.##}th percentile");
}
