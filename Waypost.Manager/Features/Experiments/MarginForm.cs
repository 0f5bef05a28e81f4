using System.Globalization;
using System.Text.Json.Nodes;
using Waypost.Manager.Core;
using Waypost.Manager.Http;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>The margins of a plan as form fields: for each metric a kind, a size and a unit.</summary>
internal sealed class MarginForm(ExperimentView view, IFormCollection? typed)
{
    public const string NonInferiority = "nonInferiority";
    public const string Equivalence = "equivalence";
    public const string OfControl = "relative";
    public const string Absolute = "absolute";

    /// <summary>nonInferiority, equivalence, or empty for a metric without margin.</summary>
    public string Kind(string metric) =>
        GetValue(
            $"marginKind-{metric}",
            Saved(metric) switch
            {
                null => "",
                { Kind: MarginKind.Equivalence } => Equivalence,
                _ => NonInferiority,
            }
        );

    /// <summary>A percentage for a relative margin and for the absolute one of a proportion.</summary>
    public string Size(MetricChoice metric) =>
        GetValue(
            $"margin-{metric.Key}",
            Saved(metric.Key) switch
            {
                { Relative: { } relative } => Text((decimal)relative * 100),
                { Absolute: { } absolute } => Text(metric.IsProportion ? (decimal)absolute * 100 : (decimal)absolute),
                _ => "",
            }
        );

    public string Unit(string metric) => GetValue($"marginUnit-{metric}", Saved(metric)?.Absolute is null ? OfControl : Absolute);

    /// <summary>The absolute unit as an option.</summary>
    public static string UnitText(MetricChoice metric) =>
        metric.IsProportion ? "percentage points"
        : metric.Type == MetricType.Duration ? "seconds per user"
        : "in the metric’s unit";

    /// <summary>Adds the margins to the patch; what is wrong with a size that is not a number.</summary>
    /// <param name="used">The metrics with a role.</param>
    public Refusal.Invalid? Read(JsonObject patch, IEnumerable<MetricChoice> used)
    {
        var margins = new JsonObject();
        foreach (var metric in used)
        {
            if (Kind(metric.Key) is not { Length: > 0 } kind)
            {
                margins[metric.Key] = null;
                continue;
            }

            var size = Size(metric).Trim().TrimEnd('%').Trim().Replace(',', '.');
            if (
                !decimal.TryParse(
                    size,
                    NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture,
                    out var number
                )
            )
            {
                return Refusal.Invalid.Field($"margins.{metric.Key}", ValidationMessages.Margin);
            }

            var isAbsolute = Unit(metric.Key) == Absolute;
            margins[metric.Key] = new JsonObject
            {
                ["kind"] = kind,
                [isAbsolute ? "absolute" : "relative"] = isAbsolute && !metric.IsProportion ? number : number / 100,
            };
        }

        patch["margins"] = margins;
        return null;
    }

    private MetricMargin? Saved(string metric) => view.Margins.TryGetValue(metric, out var margin) ? margin : null;

    private static string Text(decimal number) => number.ToString("0.##########", CultureInfo.InvariantCulture);

    private string GetValue(string field, string saved) =>
        typed is not null && typed.TryGetValue(field, out var value) ? value.ToString() : saved;
}
