using System.Globalization;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Results;

/// <summary>The whole result in a sentence, and what to do: what somebody reads who reads nothing else.</summary>
/// <param name="Look">good, bad, open, wait or distrust.</param>
internal sealed record Headline(string Look, string Says, string Do)
{
    public static Headline Of(AnalysisResult result, Since since = default)
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
        var early = result.Basis == Bases.AlwaysValid;
        var runs = early && !since.IsOver;

        if (IsDistrusted(result))
        {
            return new(
                "distrust",
                "These results cannot be trusted",
                "The users do not split as planned. Find the cause before you read on: no winner is shown until then."
            );
        }

        if (better.Count > 0 && (worse.Count > 0 || harmed.Count > 0))
        {
            return new(
                "bad",
                $"{Names(better)}, but {Names([.. worse, .. harmed])}",
                "Weigh the one against the other, and find out why before you choose a winner."
            );
        }

        if (worse.Count > 0 || harmed.Count > 0)
        {
            return new(
                "bad",
                Names([.. worse, .. harmed]),
                runs ? "Consider stopping: every further day costs users." : "Stay with the control."
            );
        }

        if (better.Count > 0)
        {
            return new("good", Names(better), Choice(better, comparisons.Any(row => row.Metric.Role == MetricRole.Guardrail), runs));
        }

        if (primary.Count == 0 || primary.All(row => row.Comparison.Decision == Decision.NotEnoughData))
        {
            return new(
                "wait",
                $"There is not enough data{(runs ? " yet" : "")}",
                runs && since.IsPaused ? Since.Paused
                    : runs ? $"Let it run, at least until {End(result)}."
                    : "It ended before a primary metric could be compared. The rows below say what is missing."
            );
        }

        return runs && since.IsPaused ? new("open", "Not decided yet", Since.Paused)
            : runs
                ? new(
                    "open",
                    "Not decided yet",
                    $"Let it run until {End(result)}, the planned end. You may look as often as you like: these intervals allow it."
                )
            : early
                ? new(
                    "open",
                    "Not decided",
                    "The data ends before the planned end, where only the always-valid intervals count, and none of a primary metric "
                        + "leaves zero out. That is no proof that there is no difference."
                )
            : new(
                "open",
                "No difference shown on any primary metric",
                "That is no proof that there is none: the intervals below say how large it may still be."
            );
    }

    /// <summary>The sample ratio raises the alarm, or the engine says so itself.</summary>
    public static bool IsDistrusted(AnalysisResult result) =>
        result.SampleRatio?.Warning == "alert"
        || result.Metrics.Any(metric => metric.Comparisons.Any(comparison => comparison.Decision == Decision.DoNotTrust));

    // Several that beat the control were never compared with each other.
    private static string Choice(List<(MetricResult Metric, Comparison Comparison)> better, bool guarded, bool runs) =>
        (guarded ? "No guardrail is shown to suffer. " : "")
        + (runs ? "This is decided: you may stop now and choose a winner. " : "")
        + (
            better.Select(row => row.Comparison.Variant).Distinct().Count() > 1
                ? "Several variants beat the control, which does not say which of them is best: look at their intervals before you choose."
            : runs ? ""
            : "Choose the winner."
        );

    private static string Names(List<(MetricResult Metric, Comparison Comparison)> rows) =>
        string.Join(
            "; ",
            rows.GroupBy(row => (row.Comparison.Variant, row.Comparison.Decision))
                .Select(group =>
                    $"“{group.Key.Variant}” does {(group.Key.Decision == Decision.Better ? "better" : "worse")} on "
                    + $"{List([.. group.Select(row => row.Metric.Name).Distinct()])}"
                )
        );

    private static string List(IReadOnlyList<string> names) =>
        names.Count < 2 ? string.Concat(names) : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";

    private static string End(AnalysisResult result) => result.Planned.End.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
