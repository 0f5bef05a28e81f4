using Waypost.Manager.Data;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>
/// The parts of a plan that are frozen once users have been exposed: after a change the results would not be those of the plan. Pure.
/// </summary>
internal static class FrozenParts
{
    public static IReadOnlyList<string> ChangedBy(ExperimentPlan plan, Experiment experiment)
    {
        var parts = new List<string>();
        if (plan.Control != experiment.Control || !HasSameRollout(plan, experiment))
        {
            parts.Add("variants and rollout");
        }

        if (plan.PlannedDays != experiment.PlannedDays || plan.PlannedUsers != experiment.PlannedUsers)
        {
            parts.Add("planned duration");
        }

        if (!PrimaryMetrics(plan.Metrics).SetEquals(PrimaryMetrics(experiment.Metrics)))
        {
            parts.Add("primary metrics");
        }

        if (!Margins(plan.Metrics).SetEquals(Margins(experiment.Metrics)))
        {
            parts.Add("margins");
        }

        if (plan.CupedDays != experiment.CupedDays)
        {
            parts.Add("variance reduction");
        }

        if (plan.GuardrailStop != experiment.GuardrailStop)
        {
            parts.Add("guardrail stop");
        }

        return parts;
    }

    private static bool HasSameRollout(ExperimentPlan plan, Experiment experiment) =>
        plan.Rollout.Where(w => w.Weight > 0).ToHashSet().SetEquals(experiment.Rollout.Where(w => w.Weight > 0));

    private static HashSet<int> PrimaryMetrics(IReadOnlyList<MetricUse> metrics) =>
        [.. metrics.Where(m => m.Role == MetricRole.Primary).Select(m => m.MetricId)];

    // A margin that is chosen, or given up, after the first results would be a margin that the results chose.
    private static HashSet<(int, MetricMargin)> Margins(IReadOnlyList<MetricUse> metrics) =>
        [.. metrics.Where(m => m.Margin is not null).Select(m => (m.MetricId, m.Margin!))];
}
