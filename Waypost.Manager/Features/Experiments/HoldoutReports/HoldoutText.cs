using System.Globalization;
using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments.HoldoutReports;

/// <summary>A holdout's report in words. A value that is null in the result never appears as a number.</summary>
internal sealed class HoldoutText(HoldoutResult result)
{
    private bool IsFixed => result.Basis == AnalysisBasis.Fixed;

    private string Since => result.Window.From.UtcDateTime.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>Which test decides, and what follows from it.</summary>
    public string Basis =>
        IsFixed
            ? "The planned period is over: this is the fixed test at 5 %, on the period until "
                + $"{Minute(result.Window.To)}. Later data does not change it."
        : result.PlannedEnd is { } planned && result.Window.To < planned
            ? "These are always-valid intervals at 99 %: they hold however often you look. On the planned end, "
                + $"{Minute(planned)}, the fixed test at 5 %, which is more sensitive, replaces them, if the holdout is still on."
        : "These are always-valid intervals at 99 %: they hold however often you look.";

    /// <summary>The report as an analysis, for what shows and downloads one.</summary>
    public AnalysisResult ToAnalysis() =>
        new()
        {
            ExperimentId = 0,
            AnalyzedAt = result.ComputedAt,
            Engine = result.Engine,
            Window = result.Window,
            Planned = new(result.PlannedEnd ?? result.Window.To, null),
            Exposures = result.Users,
            SampleRatio = result.SampleRatio,
            Basis = result.Basis,
            Metrics = result.Metrics,
            Warnings = result.Warnings,
            Sql = result.Sql,
        };

    /// <summary>"Everything shipped since 1 September 2026 changed Revenue by +2.1 % (95 % interval +0.3 % to +3.9 %)."</summary>
    public ComparisonSummary Describe(MetricResult metric, Comparison comparison) =>
        comparison.Decision switch
        {
            Decision.Better => new("good", "Better", $"{Changed(metric, comparison)}{Intended(metric)}.", Means(metric, comparison), ""),
            Decision.Worse => new("bad", "Worse", $"{Changed(metric, comparison)}, for the worse.", Means(metric, comparison), ""),
            Decision.NoDifferenceShown => new(
                "open",
                IsFixed ? "No difference shown" : "Not shown yet",
                $"Everything shipped since {Since} is not shown to have changed {metric.Name}: {Size(comparison)}"
                    + $"{Interval(metric, comparison)} may be chance.",
                Means(metric, comparison),
                IsFixed ? "This does not prove that nothing changed: the interval shows how much still may have." : ""
            ),
            Decision.DoNotTrust => new(
                "distrust",
                "Do not trust",
                $"{metric.Name} cannot be compared: the groups of active users do not match the holdout’s share.",
                "",
                ""
            ),
            _ => new(
                "wait",
                "Not enough data",
                $"{metric.Name} cannot be compared yet.",
                string.Join(" ", metric.Warnings.Select(warning => warning.Message).Distinct()),
                ""
            ),
        };

    private string Changed(MetricResult metric, Comparison comparison) =>
        $"Everything shipped since {Since} changed {metric.Name} by {Size(comparison, metric)}{Interval(metric, comparison)}";

    private static string Intended(MetricResult metric) => metric.Goal == MetricGoal.Decrease ? ", as intended" : "";

    private static string Size(Comparison comparison, MetricResult? metric = null) =>
        comparison.Relative is { } relative ? NumberFormat.Lift(relative)
        : comparison.Difference is { } difference && metric is not null ? NumberFormat.Difference(metric.Type, difference)
        : "the difference";

    private string Interval(MetricResult metric, Comparison comparison) =>
        IsFixed && comparison.IntervalRelative is { } lift ? $" (95\u00a0% interval {NumberFormat.LiftInterval(lift)})"
        : IsFixed && comparison.IntervalAbsolute is { } absolute
            ? $" (95\u00a0% interval of the difference {NumberFormat.DifferenceInterval(metric.Type, absolute)})"
        : !IsFixed && comparison.AlwaysValid?.IntervalRelative is { } always
            ? $" (99\u00a0% always-valid interval {NumberFormat.LiftInterval(always)})"
        : !IsFixed && comparison.AlwaysValid is { } known
            ? $" (99\u00a0% always-valid interval of the difference {NumberFormat.DifferenceInterval(metric.Type, known.Interval)})"
        : "";

    private static string Means(MetricResult metric, Comparison comparison)
    {
        double? Of(string variant) => metric.Variants.FirstOrDefault(one => one.Variant == variant)?.Mean;
        return (Of(comparison.Variant), Of(comparison.Control)) is ({ } others, { } held)
            ? $"{NumberFormat.Value(metric.Type, others)} for everyone else, {NumberFormat.Value(metric.Type, held)} for held-out users."
            : "";
    }

    private static string Minute(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
