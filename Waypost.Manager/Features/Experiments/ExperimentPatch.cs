using System.Text.Json;
using System.Text.Json.Nodes;
using Waypost.Manager.Core;
using Waypost.Manager.Http;

namespace Waypost.Manager.Features.Experiments;

/// <summary>Applies a merge patch to an experiment's plan. Pure.</summary>
internal static class ExperimentPatch
{
    /// <param name="patch">A JSON merge patch of <see cref="ExperimentRequest"/>.</param>
    public static Outcome<ExperimentRequest> Apply(ExperimentView view, JsonElement patch)
    {
        if (patch.ValueKind != JsonValueKind.Object)
        {
            return Refusal.Invalid.Field("", "The body must be a JSON object with what to change.");
        }

        var current = JsonSerializer.SerializeToNode(Of(view), JsonBody.Options)!.AsObject();
        // These replace the saved rollout; a new list of metrics replaces the roles.
        if (patch.TryGetProperty("percentTested", out _) || patch.TryGetProperty("control", out _))
        {
            current.Remove("rollout");
        }

        if (patch.TryGetProperty("metrics", out var metrics) && !patch.TryGetProperty("roles", out _))
        {
            RemoveMissing(current["roles"]!.AsObject(), metrics);
        }

        // Without a layer there is no share of it.
        if (patch.TryGetProperty("layer", out var layer) && layer.ValueKind == JsonValueKind.Null)
        {
            current.Remove("layerShare");
        }

        ReplaceMargins(current["margins"]!.AsObject(), patch);

        return JsonBody.TryRead<ExperimentRequest>(MergePatch.Apply(current, patch), out var merged, out var refusal) ? merged : refusal;
    }

    // A metric that is no longer used has no margin, and one margin replaces another completely: its two sizes exclude each other.
    private static void ReplaceMargins(JsonObject margins, JsonElement patch)
    {
        if (patch.TryGetProperty("metrics", out var metrics))
        {
            RemoveMissing(margins, metrics);
        }

        if (patch.TryGetProperty("margins", out var named) && named.ValueKind == JsonValueKind.Object)
        {
            foreach (var name in named.EnumerateObject().Select(member => member.Name).ToList())
            {
                foreach (
                    var saved in margins.Select(m => m.Key).Where(k => string.Equals(k, name, StringComparison.OrdinalIgnoreCase)).ToList()
                )
                {
                    margins.Remove(saved);
                }
            }
        }
    }

    private static void RemoveMissing(JsonObject roles, JsonElement metrics)
    {
        var keys =
            metrics.ValueKind == JsonValueKind.Array
                ? metrics.EnumerateArray().Where(m => m.ValueKind == JsonValueKind.String).Select(m => m.GetString()!).ToList()
                : [];
        foreach (var removed in roles.Select(r => r.Key).Where(key => !keys.Contains(key, StringComparer.OrdinalIgnoreCase)).ToList())
        {
            roles.Remove(removed);
        }
    }

    private static ExperimentRequest Of(ExperimentView view) =>
        new()
        {
            Name = view.Name,
            Description = view.Description,
            Hypothesis = view.Hypothesis,
            Flag = view.Flag,
            Environment = view.Environment,
            Control = view.Control,
            Rollout = view.Rollout,
            PlannedDays = view.PlannedDays,
            PlannedUsers = view.PlannedUsers,
            Metrics = view.Metrics,
            Roles = view.Roles,
            Margins = view.Margins,
            CupedDays = view.CupedDays,
            MinimumEffect = view.MinimumEffect,
            Learned = view.Learned,
            Layer = view.Layer,
            LayerShare = view.LayerShare,
            GuardrailStop = view.GuardrailStop,
        };
}
