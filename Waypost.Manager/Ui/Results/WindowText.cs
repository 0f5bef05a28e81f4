using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Results;

/// <summary>The window of a metric as text.</summary>
internal static class WindowText
{
    /// <summary>
    /// "events within 7 days after exposure"; for a share of users and a window with a delay, the retention: "active between 7 and 14
    /// days after exposure".
    /// </summary>
    public static string Of(MetricWindow window, MetricType type) =>
        (type == MetricType.Binomial && window is { DelayHours: > 0, Hours: not null } ? "active " : "events ") + window.Describe();

    /// <summary>
    /// "Events within 7 days after exposure. 312 users whose window is still open are not counted."; null for a metric without window. A
    /// funnel is no retention, whatever its window.
    /// </summary>
    public static string? Of(MetricResult metric)
    {
        if (metric.Window is not { } window)
        {
            return null;
        }

        var text = Of(window, metric.Steps is null ? metric.Type : MetricType.Count);
        var open = metric.Variants.Sum(variant => variant.OpenUsers ?? 0);
        return char.ToUpperInvariant(text[0])
            + text[1..]
            + "."
            + (
                open == 0
                    ? ""
                    : $" {NumberFormat.Count(open)} {(open == 1 ? "user" : "users")} whose window is still open "
                        + $"{(open == 1 ? "is" : "are")} not counted."
            );
    }
}
