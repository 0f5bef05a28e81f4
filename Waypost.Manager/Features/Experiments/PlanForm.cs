using System.Globalization;
using Waypost.Flags;
using Waypost.Manager.Ui;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>The plan of an experiment as a form: the values it shows, and what was typed as a merge patch.</summary>
internal sealed partial class PlanForm(
    ExperimentView view,
    IReadOnlyList<string> flagVariants,
    IReadOnlyList<MetricChoice> metrics,
    IReadOnlyList<LayerChoice> layers,
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
        "minimumEffect",
        "metrics",
        "roles",
        "margins",
        "cupedDays",
        "layer",
        "layerShare",
        "guardrailStop",
    ];

    /// <summary>All variants of the flag; those of the experiment if the flag no longer exists.</summary>
    public IReadOnlyList<string> Variants { get; } =
        flagVariants.Count > 0 ? flagVariants : [.. view.Rollout.Select(share => share.Variant)];

    /// <summary>The experiment's metrics in its order, then the others by name. A deleted one has only its key.</summary>
    public IReadOnlyList<MetricChoice> Metrics { get; } =
    [
        .. view.Metrics.Select(key =>
            metrics.FirstOrDefault(metric => metric.Key == key) ?? new MetricChoice(key, $"{key} (deleted)", false)
        ),
        .. metrics
            .Where(metric => !view.Metrics.Contains(metric.Key))
            .OrderBy(metric => metric.Name, NaturalOrder.Comparer)
            .ThenBy(metric => metric.Key, NaturalOrder.Comparer),
    ];

    public IReadOnlyList<LayerChoice> Layers => layers;

    public MarginForm Margins { get; } = new(view, typed);

    /// <summary>Two variants need only one percentage.</summary>
    public bool HasTwoVariants => Variants.Count == 2;

    public string TestedVariant => Variants.FirstOrDefault(variant => variant != view.Control) ?? "";

    public string Name => GetValue("name", view.Name);

    public string Description => GetValue("description", view.Description);

    public string Hypothesis => GetValue("hypothesis", view.Hypothesis);

    public string Control => GetValue("control", view.Control);

    public string PercentTested => GetValue("percentTested", view.PercentTested.ToString("0.###", CultureInfo.InvariantCulture));

    /// <summary>The rest, for the control; a dash while the percentage is not a number.</summary>
    public string PercentControl => Percent.TryParse(PercentTested, out var tested) ? Percent.Number(WeightedVariant.Total - tested) : "–";

    public string PlannedDays => GetValue("plannedDays", view.PlannedDays.ToString(CultureInfo.InvariantCulture));

    public string PlannedUsers => GetValue("plannedUsers", view.PlannedUsers?.ToString(CultureInfo.InvariantCulture) ?? "");

    /// <summary>In per cent.</summary>
    public string MinimumEffect =>
        GetValue("minimumEffect", (view.MinimumEffect * 100)?.ToString("0.###", CultureInfo.InvariantCulture) ?? "");

    public string CupedDays => GetValue("cupedDays", view.CupedDays?.ToString(CultureInfo.InvariantCulture) ?? "");

    /// <summary>Empty for none.</summary>
    public string Layer => GetValue("layer", view.Layer ?? "");

    public string LayerShare => GetValue("layerShare", view.LayerShare?.ToString("0.###", CultureInfo.InvariantCulture) ?? "");

    /// <summary>A box that is not checked is not sent.</summary>
    public bool GuardrailStop => typed is null ? view.GuardrailStop : GetValue("guardrailStop", "") == "true";

    public bool NewPhase => GetValue("newPhase", "") == "true";

    public string Share(string variant) =>
        GetValue($"share-{variant}", Percent.Number(view.Rollout.FirstOrDefault(share => share.Variant == variant)?.Weight ?? 0));

    /// <summary>primary, guardrail, secondary, or empty for a metric that is not used.</summary>
    public string Role(string metric) => GetValue($"role-{metric}", view.Roles.TryGetValue(metric, out var role) ? RoleValue(role) : "");

    public static string RoleValue(MetricRole role) =>
        role switch
        {
            MetricRole.Primary => "primary",
            MetricRole.Guardrail => "guardrail",
            _ => "secondary",
        };

    /// <summary>"10", "12,5" or "10 %" → 0.1, 0.125, 0.1; false for anything else.</summary>
    public static bool TryParsePercent(string? text, out double fraction)
    {
        var isNumber =
            double.TryParse(
                (text ?? "").Trim().TrimEnd('%').Trim().Replace(',', '.'),
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var percent
            ) && double.IsFinite(percent);
        fraction = percent / 100;
        return isNumber;
    }

    /// <summary>A refusal that names a field of the API points to the checkbox instead.</summary>
    public static string? ForForm(string? message) =>
        message?.Replace(" (\"newPhase\": true)", " with the checkbox below", StringComparison.Ordinal);

    private string GetValue(string field, string saved) =>
        typed is not null && typed.TryGetValue(field, out var value) ? value.ToString() : saved;
}

/// <summary>A metric that the form offers.</summary>
/// <param name="IsFailing">Its query fails, so it cannot be primary.</param>
/// <param name="Type">Null for a deleted metric.</param>
/// <param name="IsProportion">An absolute margin is given in percentage points.</param>
internal sealed record MetricChoice(string Key, string Name, bool IsFailing, MetricType? Type = null, bool IsProportion = false);
