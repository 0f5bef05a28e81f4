using System.Globalization;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Results;

/// <summary>The result in one sentence, and what to do.</summary>
/// <param name="Tone">good, bad, open, wait or distrust.</param>
/// <param name="Text">The result.</param>
/// <param name="Advice">What to do.</param>
internal sealed record ResultSummary(string Tone, string Text, string Advice)
{
    public static ResultSummary Of(AnalysisResult result, ResultContext context = default)
    {
        var comparisons = result
            .Metrics.SelectMany(metric => metric.Comparisons.Select(comparison => (Metric: metric, Comparison: comparison)))
            .ToList();
        var primary = comparisons.Where(row => row.Metric.Role == MetricRole.Primary).ToList();
        var harmed = comparisons
            .Where(row => row.Metric.Role == MetricRole.Guardrail && row.Comparison.Decision == Decision.Worse)
            .ToList();
        var better = primary.Where(row => row.Comparison.Decision == Decision.Better).ToList();
        var worse = primary.Where(row => row.Comparison.Decision == Decision.Worse).ToList();
        var isOngoing = result.Basis == AnalysisBasis.AlwaysValid && !context.HasEnded;

        if (IsDistrusted(result))
        {
            return new(
                "distrust",
                "These results cannot be trusted",
                "Users are not split as planned. Find the cause first: until then, no winner is shown."
            );
        }

        if (better.Count > 0 && (worse.Count > 0 || harmed.Count > 0))
        {
            return new(
                "bad",
                $"{Describe(better)}, but {Describe([.. worse, .. harmed])}",
                "Weigh one against the other, and find out why, before you choose a winner."
            );
        }

        if (worse.Count > 0 || harmed.Count > 0)
        {
            return new(
                "bad",
                Describe([.. worse, .. harmed]),
                isOngoing ? "Consider stopping: every further day exposes more users to a worse variant." : "Keep the control."
            );
        }

        if (better.Count > 0)
        {
            var hasGuardrail = comparisons.Any(row => row.Metric.Role == MetricRole.Guardrail);
            return new("good", Describe(better), AdviseToChoose(better, hasGuardrail, Margins(comparisons, better), isOngoing));
        }

        return primary.All(row => row.Comparison.Decision == Decision.NotEnoughData)
            ? NotEnoughData(result, context, isOngoing)
            : Undecided(result, context, isOngoing);
    }

    /// <summary>The sample ratio raises the alert, or the engine reports the decision itself.</summary>
    public static bool IsDistrusted(AnalysisResult result) =>
        result.SampleRatio?.Warning == "alert"
        || result.Metrics.Any(metric => metric.Comparisons.Any(comparison => comparison.Decision == Decision.DoNotTrust));

    private static ResultSummary NotEnoughData(AnalysisResult result, ResultContext context, bool isOngoing) =>
        new(
            "wait",
            isOngoing ? "Not enough data yet" : "Not enough data",
            isOngoing && context.IsPaused ? ResultContext.PausedAdvice
                : isOngoing ? $"Let it run at least until {PlannedEnd(result)}."
                : "The experiment ended before a primary metric could be compared. The rows below say what is missing."
        );

    private static ResultSummary Undecided(AnalysisResult result, ResultContext context, bool isOngoing) =>
        isOngoing && context.IsPaused ? new("open", "Not decided yet", ResultContext.PausedAdvice)
        : isOngoing
            ? new(
                "open",
                "Not decided yet",
                $"Let it run until the planned end, {PlannedEnd(result)}. Look as often as you like: the intervals are always valid."
            )
        : result.Basis == AnalysisBasis.AlwaysValid
            ? new(
                "open",
                "Not decided",
                "The data ends before the planned end, so only the always-valid intervals count, and none of them excludes zero on a "
                    + "primary metric. This does not prove that there is no difference."
            )
        : new(
            "open",
            "No difference shown on any primary metric",
            "This does not prove that there is none: the intervals below show how large it may still be."
        );

    // Several variants that beat the control were not compared with each other.
    private static string AdviseToChoose(
        List<(MetricResult Metric, Comparison Comparison)> better,
        bool hasGuardrail,
        string margins,
        bool isOngoing
    )
    {
        var guardrails = (hasGuardrail ? "No guardrail is shown to get worse. " : "") + margins;
        var stop = isOngoing ? "The result is decided: you can stop now and choose a winner. " : "";
        var choice =
            better.Select(row => row.Comparison.Variant).Distinct().Count() > 1
                ? "Several variants beat the control. That does not show which of them is best: look at their intervals before you choose."
            : margins.Length > 0 ? "Choose the winner only if you could accept that."
            : isOngoing ? ""
            : "Choose the winner.";
        return guardrails + stop + choice;
    }

    // What is not shown by the margins of the variants that are better.
    private static string Margins(
        List<(MetricResult Metric, Comparison Comparison)> comparisons,
        List<(MetricResult Metric, Comparison Comparison)> better
    )
    {
        var open = comparisons
            .Where(row =>
                row.Comparison.Margin is { Verdict: not (MarginVerdict.RuledOut or MarginVerdict.Equivalent) }
                && better.Exists(winner => winner.Comparison.Variant == row.Comparison.Variant)
            )
            .Select(row => $"{row.Metric.Name}: {MarginText.Label(row.Comparison.Margin!, row.Metric)}.")
            .Distinct()
            .ToList();
        return open.Count == 0 ? "" : string.Join(" ", open) + " ";
    }

    private static string Describe(List<(MetricResult Metric, Comparison Comparison)> rows) =>
        string.Join(
            "; ",
            rows.GroupBy(row => (row.Comparison.Variant, row.Comparison.Decision))
                .Select(group =>
                    $"“{group.Key.Variant}” does {(group.Key.Decision == Decision.Better ? "better" : "worse")} on "
                    + $"{Join([.. group.Select(row => row.Metric.Name).Distinct()])}"
                )
        );

    private static string Join(IReadOnlyList<string> names) =>
        names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";

    private static string PlannedEnd(AnalysisResult result) =>
        result.Planned.End.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
