using System.Globalization;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments.Receipts;

/// <summary>The steps of a funnel before its last one, as metrics: that is how they are compared. Pure.</summary>
internal static class FunnelSteps
{
    public static IReadOnlyList<MetricResult> Of(MetricResult metric) =>
        [
            .. (metric.Steps ?? []).Select(
                (step, number) =>
                    metric with
                    {
                        Metric = string.Create(CultureInfo.InvariantCulture, $"{metric.Metric}/{number + 1}"),
                        Name = $"{metric.Name}, step {step.Name}",
                        Role = MetricRole.Secondary,
                        Primary = false,
                        Variants = step.Variants,
                        Comparisons = step.Comparisons,
                        Omnibus = null,
                        Warnings = step.Warnings,
                        Steps = null,
                    }
            ),
        ];
}
