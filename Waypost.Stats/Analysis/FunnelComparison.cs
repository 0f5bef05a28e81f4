using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>
/// Compares the steps of a funnel before the last one, which is the metric itself. They are exploratory, as secondary metrics are. Pure.
/// </summary>
internal static class FunnelComparison
{
    /// <param name="comparison">Compares proportions.</param>
    /// <param name="metric">The metric with its steps.</param>
    /// <param name="armsOf">The users of each variant who reached a step, by its number.</param>
    public static IReadOnlyList<FunnelStepResult> Compare(
        MetricComparison comparison,
        ExperimentMetric metric,
        Func<int, IReadOnlyList<MetricArm>> armsOf
    ) =>
        [
            .. (metric.Definition.Steps ?? []).Select(
                (step, number) =>
                    ToStep(
                        comparison.Result(
                            new() { Definition = OfStep(metric.Definition, step, number), Role = MetricRole.Secondary },
                            armsOf(number),
                            "",
                            TimeSpan.Zero
                        )
                    )
            ),
        ];

    /// <summary>Decides the steps of one funnel together.</summary>
    public static MetricResult Decide(MetricResult metric, string basis, double alpha, bool doNotTrust)
    {
        if (metric.Steps is not { Count: > 0 } steps)
        {
            return metric;
        }

        var decided = Decisions.Apply(
            [.. steps.Select((step, number) => ToMetric(metric, step, number))],
            basis,
            alpha,
            doNotTrust,
            stoppedEarly: false
        );
        return metric with { Steps = [.. decided.Select(ToStep)] };
    }

    /// <summary>Without the window: that few windows are complete is said once, for the metric.</summary>
    private static MetricDefinition OfStep(MetricDefinition metric, FunnelStep step, int number) =>
        metric with
        {
            Key = KeyOf(metric.Key, number),
            Name = step.Name,
            Window = null,
            Steps = null,
        };

    private static MetricResult ToMetric(MetricResult metric, FunnelStepResult step, int number) =>
        metric with
        {
            Metric = KeyOf(metric.Metric, number),
            Name = step.Name,
            Role = MetricRole.Secondary,
            Primary = false,
            Variants = step.Variants,
            Comparisons = step.Comparisons,
            Warnings = step.Warnings,
            Steps = null,
        };

    private static FunnelStepResult ToStep(MetricResult result) =>
        new()
        {
            Name = result.Name,
            Variants = result.Variants,
            Comparisons = result.Comparisons,
            Warnings = result.Warnings,
        };

    // A slash cannot be part of a metric's key.
    private static string KeyOf(string metric, int number) => FormattableString.Invariant($"{metric}/{number}");
}
