using System.Globalization;
using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Charts;

/// <summary>The minimum detectable effect of an experiment, by its duration.</summary>
internal static class PowerLineChart
{
    /// <summary>Null with fewer than two computed durations: then the table is enough.</summary>
    public static LineChart? Create(IReadOnlyList<PlanPoint> curve, int? plannedDays)
    {
        var known = curve
            .Where(point => point.MinimumEffect is { } effect && double.IsFinite(effect))
            .OrderBy(point => point.Days)
            .ToList();
        if (known.Count < 2)
        {
            return null;
        }

        var (first, last) = (known[0], known[^1]);
        return new()
        {
            Description =
                $"Line chart of the minimum detectable effect: {FormatEffect(first)} after {FormatDays(first.Days)}, "
                + $"{FormatEffect(last)} after {FormatDays(last.Days)}.",
            Lines = [new("", "", 1, [.. known.Select(point => ((double)point.Days, point.MinimumEffect!.Value))])],
            XRange = (first.Days, last.Days),
            XTicks = [.. known.Select(point => new LineChart.Tick(point.Days, FormatShort(point.Days)))],
            YTicks =
            [
                .. AxisTicks
                    .ForValues(known.Max(point => point.MinimumEffect!.Value))
                    .Select(effect => new LineChart.Tick(effect, NumberFormat.Percent(effect))),
            ],
            Markers = plannedDays is { } days && days >= first.Days && days <= last.Days ? [new(days, "planned")] : [],
            Tooltips =
            [
                .. known.Select(point => new LineChart.Tick(
                    point.Days,
                    $"{FormatDays(point.Days)}, {NumberFormat.Count(point.Users)} users: {FormatEffect(point)}"
                )),
            ],
        };
    }

    public static string FormatDays(int days) => days % 7 == 0 ? Plural.Of(days / 7, "week", "weeks") : Plural.Of(days, "day", "days");

    private static string FormatEffect(PlanPoint point) => NumberFormat.Percent(point.MinimumEffect!.Value);

    private static string FormatShort(int days) =>
        days % 7 == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{days / 7} wk")
            : string.Create(CultureInfo.InvariantCulture, $"{days} d");
}
