using System.Globalization;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Charts;

/// <summary>Users per variant, day by day.</summary>
internal static class ExposuresLineChart
{
    /// <param name="days">Running totals; days without gaps.</param>
    /// <param name="variants">Control first.</param>
    /// <param name="plannedEnd">Marked when it lies within the days.</param>
    /// <param name="pauses">First and last days on which the flag was off: no exposures are expected then.</param>
    public static LineChart Create(
        IReadOnlyList<ExposureDay> days,
        IReadOnlyList<string> variants,
        DateOnly? plannedEnd = null,
        IReadOnlyList<(DateOnly From, DateOnly To)>? pauses = null
    )
    {
        var dates = days.Select(day => day.Date).Distinct().Order().ToList();
        var byVariant = days.ToLookup(day => day.Variant, StringComparer.Ordinal);
        var largest = days.Select(day => day.Users).DefaultIfEmpty().Max();
        return new()
        {
            Description =
                Describe(dates, byVariant, variants) + string.Concat((pauses ?? []).Select(pause => $" Paused {FormatPause(pause)}.")),
            Lines = [.. variants.Select((variant, index) => CreateLine(variant, index, byVariant[variant]))],
            XRange = (dates[0].DayNumber, dates[^1].DayNumber),
            XTicks = [.. AxisTicks.ForDays(dates[0], dates[^1]).Select(day => new LineChart.Tick(day.DayNumber, FormatDay(day)))],
            YTicks = [.. AxisTicks.ForValues(largest, wholeNumbers: true).Select(users => new LineChart.Tick(users, FormatShort(users)))],
            Markers = plannedEnd is { } end && end < dates[^1] ? [new(end.DayNumber, "planned end")] : [],
            Bands =
            [
                .. (pauses ?? [])
                    .Where(pause => pause.To >= dates[0] && pause.From <= dates[^1])
                    .Select(pause => new LineChart.Band(pause.From.DayNumber - 0.5, pause.To.DayNumber + 0.5, "paused")),
            ],
            Tooltips = [.. dates.Select(date => new LineChart.Tick(date.DayNumber, FormatTooltip(date, days, variants)))],
        };
    }

    private static string FormatDay(DateOnly day) => day.ToString("d MMM", CultureInfo.InvariantCulture);

    private static string FormatPause((DateOnly From, DateOnly To) pause) =>
        pause.From == pause.To ? $"on {FormatDay(pause.From)}" : $"from {FormatDay(pause.From)} to {FormatDay(pause.To)}";

    private static LineChart.Line CreateLine(string variant, int index, IEnumerable<ExposureDay> days)
    {
        var points = days.OrderBy(day => day.Date).ToList();
        return new(
            variant,
            points.Count == 0 ? "" : FormatCount(points[^1].Users),
            index,
            [.. points.Select(day => ((double)day.Date.DayNumber, (double)day.Users))]
        );
    }

    private static string Describe(List<DateOnly> dates, ILookup<string, ExposureDay> byVariant, IReadOnlyList<string> variants)
    {
        var totals = variants.Select(variant =>
            $"{variant} {FormatCount(byVariant[variant].OrderBy(day => day.Date).LastOrDefault()?.Users ?? 0)}"
        );
        var span = dates.Count == 1 ? $"on {FormatDay(dates[0])}" : $"from {FormatDay(dates[0])} to {FormatDay(dates[^1])}";
        return $"Line chart of users per variant {span}. Final totals: {string.Join(", ", totals)}.";
    }

    private static string FormatTooltip(DateOnly date, IReadOnlyList<ExposureDay> days, IReadOnlyList<string> variants)
    {
        var users = variants.Select(variant =>
            $"{variant} {FormatCount(days.FirstOrDefault(day => day.Date == date && day.Variant == variant)?.Users ?? 0)}"
        );
        return $"{FormatDay(date)}: {string.Join(", ", users)}";
    }

    // 12,500 becomes 12.5k: the margin for value labels is 38 px wide.
    private static string FormatShort(double users) =>
        users switch
        {
            >= 1e6 => (users / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + "M",
            >= 1e4 => (users / 1e3).ToString("0.#", CultureInfo.InvariantCulture) + "k",
            _ => users.ToString("N0", CultureInfo.InvariantCulture),
        };

    private static string FormatCount(long users) => users.ToString("N0", CultureInfo.InvariantCulture);
}
