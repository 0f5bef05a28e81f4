using System.Globalization;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>That few users, or none, have been observed for the whole window of a metric. Pure.</summary>
internal static class WindowWarnings
{
    public static void Add(MetricDefinition metric, IReadOnlyList<MetricArm> arms, WarningList warnings)
    {
        if (metric.Window is not { } window)
        {
            return;
        }

        // With the code of a variant without users, whose general sentence would not say why there are none.
        foreach (var arm in arms.Where(arm => arm.Users == 0 && arm.OpenUsers > 0))
        {
            warnings.Add(
                "no-users",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Of {arm.OpenUsers:N0} users of the variant {arm.Variant}, none has been in the experiment for "
                        + $"{MetricWindow.Length((int)window.Span.TotalHours)} yet, which this metric needs."
                )
            );
        }

        var (complete, open) = (arms.Sum(arm => arm.Users), arms.Sum(arm => arm.OpenUsers ?? 0));
        if (complete > 0 && open > complete)
        {
            warnings.Add(
                "open-windows",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Only {complete:N0} of {complete + open:N0} users have been in the experiment for "
                        + $"{MetricWindow.Length((int)window.Span.TotalHours)}. The others are not counted yet: they have had less time, "
                        + $"so their figures could not be compared."
                )
            );
        }
    }
}
