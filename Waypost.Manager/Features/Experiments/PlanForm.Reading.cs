using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waypost.Manager.Core;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;

namespace Waypost.Manager.Features.Experiments;

/// <summary>What was typed, as a request.</summary>
internal sealed partial class PlanForm
{
    /// <summary>What was typed, as a merge patch, or what is wrong with it.</summary>
    /// <param name="days">Replaces the typed days, when a computed sample size is applied.</param>
    /// <param name="users">Replaces the typed users.</param>
    public Outcome<JsonElement> Read(string? days = null, string? users = null)
    {
        var patch = new JsonObject
        {
            ["name"] = Name,
            ["description"] = Description,
            ["hypothesis"] = Hypothesis,
            ["control"] = Control,
            ["guardrailStop"] = GuardrailStop,
        };
        if (NewPhase)
        {
            patch["newPhase"] = true;
        }

        var fault =
            ReadRollout(patch)
            ?? ReadLayer(patch)
            ?? ReadNumber(patch, "plannedDays", days ?? PlannedDays, false, ValidationMessages.PlannedDays)
            ?? ReadNumber(patch, "plannedUsers", users ?? PlannedUsers, true, ValidationMessages.PlannedUsers)
            ?? ReadMinimumEffect(patch)
            ?? ReadNumber(patch, "cupedDays", CupedDays, true, ValidationMessages.CupedDays);
        if (fault is not null)
        {
            return fault;
        }

        var choices = Metrics.Where(metric => Role(metric.Key) is "primary" or "secondary" or "guardrail").ToList();
        if (Margins.Read(patch, choices) is { } wrong)
        {
            return wrong;
        }

        var used = choices.Select(metric => metric.Key).ToList();
        patch["metrics"] = new JsonArray([.. used.Select(key => JsonValue.Create(key))]);
        // A merge patch removes only what it names, so metrics that are no longer used are set to null.
        patch["roles"] = new JsonObject(
            used.Concat(view.Roles.Keys)
                .Distinct()
                .Select(key => new KeyValuePair<string, JsonNode?>(key, used.Contains(key) ? Role(key) : null))
        );
        return JsonSerializer.SerializeToElement(patch);
    }

    private Refusal.Invalid? ReadRollout(JsonObject patch)
    {
        if (HasTwoVariants)
        {
            if (!Percent.TryParse(PercentTested, out var tested))
            {
                return Refusal.Invalid.Field("percentTested", ValidationMessages.PercentTested);
            }

            patch["percentTested"] = Percent.Exact(tested);
            return null;
        }

        var shares = new JsonArray();
        foreach (var variant in Variants)
        {
            if (!Percent.TryParse(Share(variant), out var weight))
            {
                return Refusal.Invalid.Field("rollout", ValidationMessages.Percentage);
            }

            shares.Add(new JsonObject { ["variant"] = variant, ["weight"] = weight });
        }

        patch["rollout"] = shares;
        return null;
    }

    private Refusal.Invalid? ReadMinimumEffect(JsonObject patch)
    {
        if (string.IsNullOrWhiteSpace(MinimumEffect))
        {
            patch["minimumEffect"] = null;
            return null;
        }

        if (!TryParsePercent(MinimumEffect, out var effect))
        {
            return Refusal.Invalid.Field("minimumEffect", ValidationMessages.MinimumEffect);
        }

        // As it is shown: 5 % is 0.05, and not the nearest fraction of a division.
        patch["minimumEffect"] = Math.Round(effect, 12);
        return null;
    }

    private Refusal.Invalid? ReadLayer(JsonObject patch)
    {
        if (Layer.Length == 0)
        {
            (patch["layer"], patch["layerShare"]) = (null, null);
            return null;
        }

        if (!Percent.TryParse(LayerShare, out var share))
        {
            return Refusal.Invalid.Field(
                "layerShare",
                LayerShare.Length == 0 ? ValidationMessages.MissingLayerShare : ValidationMessages.LayerShare
            );
        }

        (patch["layer"], patch["layerShare"]) = (Layer, Percent.Exact(share));
        return null;
    }

    private static Refusal.Invalid? ReadNumber(JsonObject patch, string field, string text, bool optional, string fault)
    {
        if (optional && string.IsNullOrWhiteSpace(text))
        {
            patch[field] = null;
            return null;
        }

        if (!long.TryParse(text.Trim(), NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number))
        {
            return Refusal.Invalid.Field(field, fault);
        }

        patch[field] = number;
        return null;
    }
}
