using Waypost.Flags;
using Waypost.Manager.Data;
using Waypost.Manager.Ui;
using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>What an edit changed in the plan of a started experiment, in sentences. Name and notes are no part of it. Pure.</summary>
internal static class PlanDeviations
{
    /// <param name="metrics">By id.</param>
    public static IReadOnlyList<string> Between(
        ExperimentPlan before,
        ExperimentPlan after,
        IReadOnlyDictionary<int, MeasuredMetric> metrics
    )
    {
        var found = new List<string>();
        AddChange(found, "The control", before.Control, after.Control);
        AddChange(found, "The rollout", Shares(before.Rollout), Shares(after.Rollout));
        AddChange(found, "The planned duration", ExperimentText.Days(before.PlannedDays), ExperimentText.Days(after.PlannedDays));
        AddChange(found, "The planned number of users", Users(before.PlannedUsers), Users(after.PlannedUsers));
        AddChange(found, "The smallest effect worth having", Effect(before.MinimumEffect), Effect(after.MinimumEffect));
        AddChange(found, "CUPED", Cuped(before.CupedDays), Cuped(after.CupedDays));
        AddChange(found, "The guardrail stop", Switch(before.GuardrailStop), Switch(after.GuardrailStop));
        if (before.LayerId != after.LayerId)
        {
            found.Add("The layer was changed.");
        }
        else
        {
            AddChange(found, "The share of the layer", Percent.Of(before.LayerShare), Percent.Of(after.LayerShare));
        }

        if (before.Hypothesis != after.Hypothesis)
        {
            found.Add("The hypothesis was changed.");
        }

        AddMetrics(found, before.Metrics, after.Metrics, metrics);
        return found;
    }

    private static void AddMetrics(
        List<string> found,
        IReadOnlyList<MetricUse> before,
        IReadOnlyList<MetricUse> after,
        IReadOnlyDictionary<int, MeasuredMetric> metrics
    )
    {
        foreach (var use in after)
        {
            if (before.FirstOrDefault(m => m.MetricId == use.MetricId) is not { } known)
            {
                found.Add($"{metrics[use.MetricId].Name} was added as a {PlanForm.RoleValue(use.Role)} metric.");
                continue;
            }

            AddChange(found, $"The role of {metrics[use.MetricId].Name}", PlanForm.RoleValue(known.Role), PlanForm.RoleValue(use.Role));
            AddChange(found, $"The margin of {metrics[use.MetricId].Name}", Margin(known, metrics), Margin(use, metrics));
        }

        found.AddRange(
            before
                .Where(known => after.All(m => m.MetricId != known.MetricId))
                .Select(known => $"{metrics[known.MetricId].Name} was removed; it was a {PlanForm.RoleValue(known.Role)} metric.")
        );
    }

    private static void AddChange(List<string> found, string what, string before, string after)
    {
        if (before != after)
        {
            found.Add($"{what} was changed from {before} to {after}.");
        }
    }

    private static string Shares(IReadOnlyList<WeightedVariant> rollout) =>
        string.Join(", ", rollout.Where(share => share.Weight > 0).Select(share => $"{Percent.Of(share.Weight)} {share.Variant}"));

    private static string Users(long? users) => users is { } known ? NumberFormat.Count(known) : "none";

    private static string Effect(double? effect) => effect is { } known ? NumberFormat.Percent(known) : "none";

    private static string Cuped(int? days) => days is { } known ? ExperimentText.Days(known) : "off";

    private static string Switch(bool on) => on ? "on" : "off";

    private static string Margin(MetricUse use, IReadOnlyDictionary<int, MeasuredMetric> metrics) =>
        use.Margin is { } margin ? MarginText.Plan(margin, metrics[use.MetricId].Type) : "none";
}

/// <summary>What a sentence about a metric needs.</summary>
internal readonly record struct MeasuredMetric(string Name, MetricType Type);
