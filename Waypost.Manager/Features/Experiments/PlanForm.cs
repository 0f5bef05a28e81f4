using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waypost.Flags;
using Waypost.Manager.Core;
using Waypost.Manager.Http;
using Waypost.Manager.Ui;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>An experiment's plan as a form shows it, and what was typed as a merge patch.</summary>
internal sealed class PlanForm(
    ExperimentView view,
    IReadOnlyList<string> flagVariants,
    IReadOnlyList<Measure> metrics,
    IFormCollection? typed
)
{
    public static readonly string[] Fields =
    [
        "name",
        "description",
        "hypothesis",
        "control",
        "rollout",
        "percentTested",
        "plannedDays",
        "plannedUsers",
        "metrics",
        "roles",
        "cupedDays",
    ];

    /// <summary>All variants of the flag; those of the experiment if the flag is gone.</summary>
    public IReadOnlyList<string> Variants { get; } =
        flagVariants.Count > 0 ? flagVariants : [.. view.Rollout.Select(share => share.Variant)];

    /// <summary>The experiment's metrics in its order, then the others by name. One that was deleted meanwhile has only its key.</summary>
    public IReadOnlyList<Measure> Metrics { get; } =
    [
        .. view.Metrics.Select(key => metrics.FirstOrDefault(metric => metric.Key == key) ?? new Measure(key, $"{key} (deleted)", false)),
        .. metrics
            .Where(metric => !view.Metrics.Contains(metric.Key))
            .OrderBy(metric => metric.Name, NaturalOrder.Comparer)
            .ThenBy(metric => metric.Key, NaturalOrder.Comparer),
    ];

    /// <summary>With two variants one number says all.</summary>
    public bool IsPair => Variants.Count == 2;

    public string Tested => Variants.FirstOrDefault(variant => variant != view.Control) ?? "";

    public string Name => Text("name", view.Name);

    public string Description => Text("description", view.Description);

    public string Hypothesis => Text("hypothesis", view.Hypothesis);

    public string Control => Text("control", view.Control);

    public string PercentTested => Text("percentTested", view.PercentTested.ToString("0.###", CultureInfo.InvariantCulture));

    /// <summary>What is left for the control; a dash while the share is no number.</summary>
    public string PercentControl => Percent.TryParse(PercentTested, out var tested) ? Percent.Number(WeightedVariant.Total - tested) : "–";

    public string PlannedDays => Text("plannedDays", view.PlannedDays.ToString(CultureInfo.InvariantCulture));

    public string PlannedUsers => Text("plannedUsers", view.PlannedUsers?.ToString(CultureInfo.InvariantCulture) ?? "");

    public string CupedDays => Text("cupedDays", view.CupedDays?.ToString(CultureInfo.InvariantCulture) ?? "");

    public bool NewPhase => Text("newPhase", "") == "true";

    public string Share(string variant) =>
        Text($"share-{variant}", Percent.Number(view.Rollout.FirstOrDefault(share => share.Variant == variant)?.Weight ?? 0));

    /// <summary>primary, guardrail, secondary, or nothing for a metric that is not used.</summary>
    public string Role(string metric) => Text($"role-{metric}", view.Roles.TryGetValue(metric, out var role) ? Word(role) : "");

    public static string Word(MetricRole role) =>
        role switch
        {
            MetricRole.Primary => "primary",
            MetricRole.Guardrail => "guardrail",
            _ => "secondary",
        };

    /// <summary>"10", "12,5" or "10 %" → 0.1, 0.125, 0.1; false for anything else.</summary>
    public static bool TryPercent(string? text, out double share)
    {
        var read =
            double.TryParse(
                (text ?? "").Trim().TrimEnd('%').Trim().Replace(',', '.'),
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var percent
            ) && double.IsFinite(percent);
        share = percent / 100;
        return read;
    }

    /// <summary>A refusal that names a field of the API names the box to tick instead.</summary>
    public static string? ForPeople(string? message) =>
        message?.Replace(" (\"newPhase\": true)", ", ticked in the plan below", StringComparison.Ordinal);

    /// <summary>What was typed as a merge patch, or what is wrong with it.</summary>
    /// <param name="days">In place of the typed ones: a needed sample that is taken over.</param>
    /// <param name="users">The same.</param>
    public Outcome<JsonElement> Read(string? days = null, string? users = null)
    {
        var patch = new JsonObject
        {
            ["name"] = Name,
            ["description"] = Description,
            ["hypothesis"] = Hypothesis,
            ["control"] = Control,
        };
        if (NewPhase)
        {
            patch["newPhase"] = true;
        }

        var wrong =
            Shares(patch)
            ?? Number(patch, "plannedDays", days ?? PlannedDays, false, ValidationMessages.PlannedDays)
            ?? Number(patch, "plannedUsers", users ?? PlannedUsers, true, ValidationMessages.PlannedUsers)
            ?? Number(patch, "cupedDays", CupedDays, true, ValidationMessages.CupedDays);
        if (wrong is not null)
        {
            return wrong;
        }

        var used = Metrics
            .Where(metric => Role(metric.Key) is "primary" or "secondary" or "guardrail")
            .Select(metric => metric.Key)
            .ToList();
        patch["metrics"] = new JsonArray([.. used.Select(key => JsonValue.Create(key))]);
        // A merge patch only takes away what it names: null for every metric that is no longer used.
        patch["roles"] = new JsonObject(
            used.Concat(view.Roles.Keys)
                .Distinct()
                .Select(key => new KeyValuePair<string, JsonNode?>(key, used.Contains(key) ? Role(key) : null))
        );
        return JsonSerializer.SerializeToElement(patch);
    }

    private Refusal.Invalid? Shares(JsonObject patch)
    {
        if (IsPair)
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

    private static Refusal.Invalid? Number(JsonObject patch, string field, string text, bool optional, string fault)
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

    private string Text(string field, string saved) =>
        typed is not null && typed.TryGetValue(field, out var value) ? value.ToString() : saved;
}

/// <summary>A metric that may be chosen.</summary>
/// <param name="Fails">Saved although its query fails: it cannot be primary.</param>
internal sealed record Measure(string Key, string Name, bool Fails);
