using System.Globalization;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Results;

/// <summary>The sentences a verdict is made of. What is null in the result is never spoken of as a number.</summary>
internal sealed class VerdictWords(AnalysisResult result, MetricResult metric, Comparison comparison, Since since)
{
    public const string Distrusted =
        "The users do not split as planned, so the groups differ by more than the variant. No figure here can be believed until the "
        + "cause is known.";
    public const string AfterDistrust = "Find the cause, mend it, and start anew. The note at the top says where to look.";
    private const string Confidence = "95\u00a0%";

    /// <summary>It goes on, and one may look, and often.</summary>
    public bool Runs => IsEarly && !since.IsOver;

    /// <summary>The data ends before the planned end: the always-valid interval applies.</summary>
    private bool IsEarly => result.Basis == Bases.AlwaysValid;

    private string Variant => $"“{comparison.Variant}”";

    private string Control => $"“{comparison.Control}”";

    private (double? Control, double? Test) Means => (Mean(comparison.Control), Mean(comparison.Variant));

    private string What => metric.Quantile is { } quantile ? $"The {Quantile(quantile)} of {metric.Name}" : metric.Name;

    private string PlannedEnd => result.Planned.End.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>"Quote completed went up with on: 24.3 % against 20.1 %, +20.9 %."</summary>
    public string Moved
    {
        get
        {
            var direction = comparison.Difference switch
            {
                > 0 => "is higher",
                < 0 => "is lower",
                _ => "is different",
            };
            var good =
                metric.Goal == MetricGoal.Decrease
                    ? (comparison.Decision == Decision.Better ? ", which is what you want" : ", and lower is better here")
                    : "";
            return $"{What} {direction} with {Variant}{good}: {Both}{Change}.";
        }
    }

    /// <summary>The same where no difference is shown.</summary>
    public string Seen => Means is ({ }, { }) ? $"{What} is {Against}{Change}." : $"{What} cannot be compared for {Variant}.";

    public string Missing => Means is ({ }, { }) ? Seen : $"{What} cannot be compared for {Variant}{(Runs ? " yet" : "")}.";

    public string SureOfIt =>
        IsEarly
            ? $"The always-valid interval, {Bounds}, excludes zero: at most one in a hundred experiments without any effect "
                + "would ever get this far."
            : $"The true {Kind} lies between {BoundsAnd} with {Confidence} confidence{Chance}.";

    public string NotShown =>
        Runs ? $"So far the true difference may lie anywhere from {Bounds}, zero included."
        : IsEarly
            ? $"The true difference may lie anywhere from {Bounds}, zero included. That is wide, because the data ends "
                + "before the planned end."
        : $"The true {Kind} may lie anywhere from {Bounds} with {Confidence} confidence{Chance}: that is no proof that there is none.";

    public string WhyMissing
    {
        get
        {
            var warnings = metric.Warnings.Select(warning => warning.Message).Distinct().ToList();
            return warnings.Count > 0 ? string.Join(" ", warnings)
                : metric.Variants.Count == 0 ? "Its query gave nothing to compare."
                : "There are too few users for an answer one could rely on.";
        }
    }

    public string AfterBetter =>
        metric.Role switch
        {
            MetricRole.Guardrail => "This guardrail is in no danger.",
            MetricRole.Secondary =>
                "A hint, not a proof: with many metrics some look good by chance. Make it the primary metric of a next experiment if "
                    + "it matters.",
            _ when metric.Comparisons.Count > 1 => $"{Variant} beats the control; compare it with the other variants before you choose.",
            _ when Runs =>
                $"You may stop now and choose {Variant}. Running on until {PlannedEnd} tells the size of the effect more exactly.",
            _ => $"Choose {Variant}, unless a guardrail speaks against it.",
        };

    public string AfterWorse =>
        metric.Role switch
        {
            MetricRole.Guardrail =>
                $"Do not choose {Variant} before you know why this guardrail suffers, whatever the primary metrics say.",
            MetricRole.Secondary => "A warning, not a proof: look into it before you decide.",
            _ when Runs => $"Stop the experiment and stay with {Control}: waiting costs users.",
            _ => $"Stay with {Control}.",
        };

    public string AfterNothing =>
        (metric.Role, Runs) switch
        {
            (_, true) when since.IsPaused => Since.Paused,
            (_, true) => $"Let it run until {PlannedEnd}. Looking does no harm; stopping because it looks good today would.",
            (MetricRole.Guardrail, _) => $"No harm is shown. If even {WorstCase} would be too much, it needs more users.",
            (MetricRole.Secondary, _) => "Nothing to act on.",
            _ => $"If a change as large as {LargestCase} would not matter to you, decide by cost and taste. If it would, plan a "
                + "longer experiment.",
        };

    public string AfterMissing =>
        metric.Variants.Count == 0 ? "Mend the metric, then refresh the results. The other metrics are not affected."
        : Runs && since.IsPaused ? Since.Paused
        : Runs ? "Wait for more users, then refresh the results."
        : "It ended with too few users for this metric: plan the next one with a needed sample.";

    private string Both =>
        Means is ({ } control, { } test)
            ? $"{Figures.Value(metric.Type, test)} against {Figures.Value(metric.Type, control)}"
            : $"{Variant} against {Control}";

    private string Against =>
        Means is ({ } control, { } test)
            ? $"{Figures.Value(metric.Type, test)} with {Variant} against {Figures.Value(metric.Type, control)} with {Control}"
            : $"{Variant} against {Control}";

    private string Change =>
        comparison.Relative is { } relative ? $", a change of {Figures.Lift(relative)}"
        : comparison.Difference is { } difference ? $", a difference of {Figures.Difference(metric.Type, difference)}"
        : "";

    private IReadOnlyList<double>? Interval => IsEarly ? comparison.AlwaysValid?.Interval : comparison.IntervalAbsolute;

    private string Kind => comparison.IntervalRelative is [_, _] ? "change" : "difference";

    private string Bounds =>
        !IsEarly && comparison.IntervalRelative is [_, _] relative ? Figures.LiftBetween(relative)
        : Interval is [_, _] interval ? Figures.Between(metric.Type, interval)
        : "bounds that cannot be computed";

    private string BoundsAnd => Bounds.Replace(" to ", " and ", StringComparison.Ordinal);

    private string Chance =>
        comparison.PValue is not { } p ? ""
        : comparison.PValueAdjusted is { } adjusted && Math.Abs(adjusted - p) > 1e-12
            ? $" ({Figures.PEquals(p)}, and {Figures.P(adjusted)} corrected for the number of comparisons)"
        : $" ({Figures.PEquals(p)})";

    private string LargestCase =>
        Interval is [var low, var high]
            ? !IsEarly && comparison.IntervalRelative is [var from, var to]
                ? Figures.Lift(Math.Abs(from) > Math.Abs(to) ? from : to)
                : Figures.Difference(metric.Type, Math.Abs(low) > Math.Abs(high) ? low : high)
            : "what the interval allows";

    // The end of the interval on the side nobody wants.
    private string WorstCase
    {
        get
        {
            var side = metric.Goal == MetricGoal.Increase ? 0 : 1;
            return !IsEarly && comparison.IntervalRelative is [_, _] relative ? Figures.Lift(relative[side])
                : Interval is [_, _] absolute ? Figures.Difference(metric.Type, absolute[side])
                : "the worst the interval allows";
        }
    }

    private double? Mean(string variant) => metric.Variants.FirstOrDefault(arm => arm.Variant == variant)?.Mean;

    private static string Quantile(double quantile) =>
        quantile == 0.5 ? "median" : string.Create(CultureInfo.InvariantCulture, $"{quantile * 100:0.##}th percentile");
}
