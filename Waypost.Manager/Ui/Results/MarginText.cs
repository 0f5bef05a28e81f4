using System.Globalization;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Results;

/// <summary>Margins and their verdicts in words.</summary>
internal static class MarginText
{
    private const char Nbsp = '\u00a0';

    /// <summary>"2 %", "0.5 pp", "30 s": as it was chosen, not rounded.</summary>
    /// <param name="type">Of the metric; null = not known, then the unit is left out.</param>
    public static string Size(MetricMargin margin, MetricType? type = null) =>
        margin.Relative is { } relative ? Exact(relative * 100) + Nbsp + "%"
        : type == MetricType.Binomial ? Exact((margin.Absolute ?? 0) * 100) + Nbsp + "pp"
        : type == MetricType.Duration ? Exact(margin.Absolute ?? 0) + Nbsp + "s"
        : Exact(margin.Absolute ?? 0);

    /// <summary>What is planned: "no harm above 2 %", "difference within ±2 %".</summary>
    public static string Plan(MetricMargin margin, MetricType? type = null) =>
        margin.Kind == MarginKind.Equivalence ? $"difference within ±{Size(margin, type)}" : $"no harm above {Size(margin, type)}";

    /// <summary>One text per metric with a margin; null without any, or without the metrics' keys.</summary>
    public static IReadOnlyList<string>? ToLog(IEnumerable<MetricMargin?> margins, IReadOnlyList<string>? metrics) =>
        metrics?.Zip(margins).Where(pair => pair.Second is not null).Select(pair => $"{pair.First}: {Plan(pair.Second!)}").ToList()
            is { Count: > 0 } texts
            ? texts
            : null;

    /// <summary>"Harm above 2 % ruled out".</summary>
    public static string Label(MarginResult result, MetricResult metric)
    {
        var size = Size(result.Margin, metric.Type);
        return (result.Margin.Kind, result.Verdict) switch
        {
            (MarginKind.Equivalence, MarginVerdict.Equivalent) => $"Equivalent within ±{size}",
            (MarginKind.Equivalence, null) => $"Equivalence within ±{size} not judged",
            (MarginKind.Equivalence, _) => $"Equivalence within ±{size} not shown",
            (_, MarginVerdict.RuledOut) => $"Harm above {size} ruled out",
            (_, null) => $"Harm above {size} not judged",
            _ => $"Harm above {size} not ruled out",
        };
    }

    /// <summary>Why, with the interval; the reason where there is no verdict.</summary>
    public static string Explain(MarginResult result, MetricResult metric)
    {
        if (result.Verdict is null || result.Interval is not [var low, var high])
        {
            return result.Warning?.Message ?? "It cannot be judged.";
        }

        var (size, interval) = (Size(result.Margin, metric.Type), Interval(result, metric));
        var worst = metric.Goal == MetricGoal.Increase ? low : high;
        var edge = result.Margin.Relative ?? result.Margin.Absolute ?? 0;
        var limit = metric.Goal == MetricGoal.Increase ? "\u2212" + size : "+" + size;
        return result.Verdict switch
        {
            MarginVerdict.RuledOut =>
                $"The {interval}, does not reach {limit}: if the harm were that large, {Errors(result)} would show this.",
            MarginVerdict.Equivalent =>
                $"The {interval}, lies within ±{size}: if the difference were that large, {Errors(result)} would show this.",
            MarginVerdict.NotShown when low >= edge || high <= -edge =>
                $"The {interval}, lies beyond ±{size}: the difference is larger than that.",
            MarginVerdict.NotShown => $"The {interval}, is not within ±{size}. This does not show that they differ by that much.",
            _ when (metric.Goal == MetricGoal.Increase ? high <= -edge : low >= edge) =>
                $"The {interval}, lies beyond {limit}: the harm is larger than that.",
            _ => $"It could be as bad as {Amount(result, metric, worst)}: the {interval}, reaches {limit}. This does not show harm.",
        };
    }

    /// <summary>"90 % interval of the lift, −1.4 % to +2.3 %".</summary>
    public static string Interval(MarginResult result, MetricResult metric) =>
        result.Interval is [var low, var high]
            ? $"{Exact((result.Confidence ?? 0) * 100)}{Nbsp}% {(IsAlwaysValid(result) ? "always-valid " : "")}interval of the "
                + $"{(result.Margin.Relative is null ? "difference" : "lift")}, "
                + $"{Amount(result, metric, low)} to {Amount(result, metric, high)}"
            : "interval, which cannot be computed";

    /// <summary>good, open, wait or distrust: the shape and colour of the label.</summary>
    public static string Tone(MarginResult result) =>
        result.Verdict switch
        {
            MarginVerdict.RuledOut or MarginVerdict.Equivalent => "good",
            null => "wait",
            _ => "open",
        };

    private static string Errors(MarginResult result) =>
        IsAlwaysValid(result)
            ? "at most 1 in 100 experiments, however often you look,"
            : $"at most {Exact((1 - (result.Confidence ?? 0)) / 2 * 100)} in 100 experiments";

    // The always-valid interval has 99 %, the one at the planned end less.
    private static bool IsAlwaysValid(MarginResult result) => result.Confidence > 0.985;

    private static string Amount(MarginResult result, MetricResult metric, double value) =>
        result.Margin.Relative is null ? NumberFormat.Difference(metric.Type, value) : NumberFormat.Lift(value);

    private static string Exact(double value) => Math.Round(value, 9).ToString("#,0.#########", CultureInfo.InvariantCulture);
}
