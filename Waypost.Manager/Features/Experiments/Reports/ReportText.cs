using Waypost.Manager.Data;
using Waypost.Manager.Ui;
using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments.Reports;

/// <summary>The sentences of a report, the same as Markdown and on the page. Pure.</summary>
internal static class ReportText
{
    /// <summary>"Experiment 7 on flag quote-form in production, stopped. Started …, stopped …."</summary>
    public static string Header(ExperimentReport report) =>
        $"Experiment {report.Id} on flag {report.Flag} in {report.Environment}, {report.Status}."
        + (report.StartedAt is { } started ? $" Started {ExperimentText.Date(started)}" : "")
        + (report is { StartedAt: not null, StoppedAt: { } stopped } ? $", stopped {ExperimentText.Date(stopped)}." : "")
        + (report is { StartedAt: not null, StoppedAt: null } ? "." : "");

    /// <summary>The result with its advice; null before the first analysis.</summary>
    public static string? Result(ExperimentReport report) =>
        report.Decision.Summary is { } summary ? $"The result: {summary}. {report.Decision.Advice}" : null;

    public static IEnumerable<(string Name, string Value)> PlanFacts(ExperimentReport report)
    {
        var plan = report.Plan;
        if (report.LockedAt is { } locked)
        {
            var by = report.LockedBy is { } name ? $", by {name}" : "";
            yield return ("Locked", $"{ExperimentText.DateAndTime(locked)}{by}{(plan.Phase > 1 ? $", phase {plan.Phase}" : "")}");
        }

        if (plan.Hypothesis.Length > 0)
        {
            yield return ("Hypothesis", plan.Hypothesis);
        }

        yield return (
            "Variants",
            string.Join(", ", plan.Rollout.Where(share => share.Weight > 0).Select(share => $"{Percent.Of(share.Weight)} {share.Variant}"))
                + $"; control {plan.Control}"
        );
        foreach (var role in new[] { MetricRole.Primary, MetricRole.Guardrail, MetricRole.Secondary })
        {
            if (plan.Metrics.Where(metric => metric.Role == role).Select(Describe).ToList() is { Count: > 0 } metrics)
            {
                yield return ($"{role}", string.Join(", ", metrics));
            }
        }

        yield return ("Smallest effect worth having", plan.MinimumEffect is { } effect ? NumberFormat.Percent(effect) : "not stated");
        yield return (
            "Duration",
            ExperimentText.Days(plan.PlannedDays)
                + (plan.PlannedEnd is { } end ? $", until {ExperimentText.Date(end)}" : "")
                + (plan.PlannedUsers is { } users ? $", {NumberFormat.Count(users)} users" : "")
        );
        if (plan.CupedDays is { } days)
        {
            yield return ("CUPED", $"{ExperimentText.Days(days)} before the first exposure");
        }

        if (plan.Layer is { } layer)
        {
            yield return ("Layer", $"{NumberFormat.Number(plan.LayerShare ?? 0)}\u00a0% of {layer}");
        }

        foreach (var pause in report.Pauses)
        {
            yield return (
                "Paused",
                $"{ExperimentText.DateAndTime(pause.From)} to {(pause.To is { } to ? ExperimentText.DateAndTime(to) : "now")}"
            );
        }
    }

    public static string NoDeviations(ExperimentReport report) =>
        report.LockedAt is not null ? "None."
        : report.Status == ExperimentStatus.Draft ? "The plan is locked at the start."
        : "Not known: the plan was not locked at the start.";

    /// <summary>Which data, which test.</summary>
    public static string Basis(ReportNumbers numbers) =>
        $"{NumberFormat.Count(numbers.Users.Total)} users, from {ExperimentText.DateAndTime(numbers.Window.From)} to "
        + $"{ExperimentText.DateAndTime(numbers.Window.To)}. "
        + (
            numbers.Basis == AnalysisBasis.Fixed
                ? $"The fixed test on the planned period decides{(numbers.IsFinal ? ", and no longer changes" : "")}."
                : "The data does not cover exactly the planned period, so the always-valid intervals at 99\u00a0% decide."
        )
        + (numbers.SampleRatioPValue is { } p ? $" Users per variant against the planned shares: {NumberFormat.PValueWithSymbol(p)}." : "");

    /// <summary>How the interval of the lift compares with the smallest effect worth having; null for any other interval.</summary>
    public static string? WorthHaving(ResultRow row, double effect)
    {
        if (!row.IsRelative || row.Interval is not [var low, var high] || ResultSummary.IsDistrusted(row.Result))
        {
            return null;
        }

        // In the direction of the goal.
        var (worst, best) = row.Metric.Goal == MetricGoal.Increase ? (low, high) : (-high, -low);
        var size = NumberFormat.Percent(effect);
        return worst >= effect ? $"Even at the cautious end of the interval, the effect is at least {size}, the smallest worth having."
            : best < effect ? $"Even at the best end of the interval, the effect is below {size}, the smallest worth having."
            : $"The interval contains effects below and above {size}, the smallest worth having: both are possible.";
    }

    /// <summary>A row in sentences.</summary>
    public static string Sentences(ReportRow row) =>
        string.Join(' ', new[] { row.Texts.Finding, row.Texts.Certainty, row.WorthHaving }.OfType<string>());

    /// <summary>Where the numbers come from.</summary>
    public static string Origin(ReportNumbers numbers) =>
        $"Computed {ExperimentText.DateAndTime(numbers.AnalyzedAt)} by {numbers.Engine}. Hash of the aggregated numbers: "
        + $"{numbers.InputHash}.";

    /// <summary>When, and by whom where that may be said.</summary>
    public static string Origin(PlanDeviation deviation) =>
        ExperimentText.DateAndTime(deviation.At) + (deviation.By.Length > 0 ? $", {deviation.By}" : "");

    public static IReadOnlyList<string> Paragraphs(string text) =>
        text.Replace("\r", "", StringComparison.Ordinal)
            .Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Describe(StatedMetric metric)
    {
        var details = new[] { metric.Window?.Describe(), metric.Margin is { } margin ? MarginText.Plan(margin, metric.Type) : null };
        return string.Join(", ", details.OfType<string>()) is { Length: > 0 } text ? $"{metric.Name} ({text})" : metric.Name;
    }
}
