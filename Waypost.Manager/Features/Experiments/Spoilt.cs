using Waypost.Manager.Core;
using Waypost.Manager.Data;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>What may not change once people have been exposed, because the results would no longer be those of the plan. Pure.</summary>
internal static class Spoilt
{
    /// <summary>The parts of the experiment that the new plan would spoil.</summary>
    public static IReadOnlyList<string> By(ExperimentPlan plan, Experiment experiment)
    {
        var parts = new List<string>();
        if (plan.Control != experiment.Control || !Same(plan, experiment))
        {
            parts.Add("variants and shares");
        }
        if (plan.PlannedDays != experiment.PlannedDays || plan.PlannedUsers != experiment.PlannedUsers)
        {
            parts.Add("planned duration");
        }
        if (!Primary(plan.Metrics).SetEquals(Primary(experiment.Metrics)))
        {
            parts.Add("primary metrics");
        }
        if (plan.CupedDays != experiment.CupedDays)
        {
            parts.Add("variance reduction");
        }
        return parts;
    }

    public static Refusal Refusal(Experiment experiment, IReadOnlyList<string> parts) =>
        new Refusal.Conflict(
            experiment.IsRunning
                ? $"Experiment {experiment.Id} is running. Changing its {string.Join(", ", parts)} now would invalidate the results: "
                    + "users counted so far were exposed to another plan. "
                    + "Stop it, or begin a new phase (\"newPhase\": true): then only users from now on count."
                : $"Experiment {experiment.Id} is over: its {string.Join(", ", parts)} stay what they were."
        );

    private static bool Same(ExperimentPlan plan, Experiment experiment) =>
        plan.Rollout.Where(w => w.Weight > 0).ToHashSet().SetEquals(experiment.Rollout.Where(w => w.Weight > 0));

    private static HashSet<int> Primary(IReadOnlyList<MetricUse> metrics) =>
        [.. metrics.Where(m => m.Role == MetricRole.Primary).Select(m => m.MetricId)];
}
