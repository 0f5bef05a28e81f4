using System.Globalization;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Pictures;

/// <summary>Users per variant, day by day.</summary>
internal static class ExposuresPlot
{
    /// <param name="days">Running totals; days without gaps.</param>
    /// <param name="variants">Control first.</param>
    /// <param name="plannedEnd">Marked when it lies within the days.</param>
    /// <param name="pauses">Days on which the flag was off, first and last: nobody is expected then.</param>
    public static LinePlot Of(
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
            Sentence = Sentence(dates, byVariant, variants) + string.Concat((pauses ?? []).Select(pause => $" Paused {Days(pause)}.")),
            Lines = [.. variants.Select((variant, index) => LineOf(variant, index, byVariant[variant]))],
            Span = (dates[0].DayNumber, dates[^1].DayNumber),
            Below = [.. Ticks.Days(dates[0], dates[^1]).Select(day => new LinePlot.Tick(day.DayNumber, Day(day)))],
            Aside = [.. Ticks.UpTo(largest, whole: true).Select(users => new LinePlot.Tick(users, Short(users)))],
            Marks = plannedEnd is { } end && end < dates[^1] ? [new(end.DayNumber, "planned end")] : [],
            Bands =
            [
                .. (pauses ?? [])
                    .Where(pause => pause.To >= dates[0] && pause.From <= dates[^1])
                    .Select(pause => new LinePlot.Band(pause.From.DayNumber - 0.5, pause.To.DayNumber + 0.5, "paused")),
            ],
            Notes = [.. dates.Select(date => new LinePlot.Tick(date.DayNumber, Note(date, days, variants)))],
        };
    }

    public static string Day(DateOnly day) => day.ToString("d MMM", CultureInfo.InvariantCulture);

    private static string Days((DateOnly From, DateOnly To) pause) =>
        pause.From == pause.To ? $"on {Day(pause.From)}" : $"from {Day(pause.From)} to {Day(pause.To)}";

    private static LinePlot.Line LineOf(string variant, int index, IEnumerable<ExposureDay> days)
    {
        var points = days.OrderBy(day => day.Date).ToList();
        return new(
            variant,
            points.Count == 0 ? "" : Count(points[^1].Users),
            index,
            [.. points.Select(day => ((double)day.Date.DayNumber, (double)day.Users))]
        );
    }

    private static string Sentence(List<DateOnly> dates, ILookup<string, ExposureDay> byVariant, IReadOnlyList<string> variants)
    {
        var ends = variants.Select(variant =>
            $"{variant} {Count(byVariant[variant].OrderBy(day => day.Date).LastOrDefault()?.Users ?? 0)}"
        );
        var span = dates.Count == 1 ? $"on {Day(dates[0])}" : $"from {Day(dates[0])} to {Day(dates[^1])}";
        return $"Line chart of users per variant {span}. By the end: {string.Join(", ", ends)}.";
    }

    private static string Note(DateOnly date, IReadOnlyList<ExposureDay> days, IReadOnlyList<string> variants) =>
        $"{Day(date)}: {string.Join(", ", variants.Select(variant => $"{variant} {Count(days.FirstOrDefault(day => day.Date == date && day.Variant == variant)?.Users ?? 0)}"))}";

    // 12,500 is 12.5k: the numbers at the side have 38 px.
    private static string Short(double users) =>
        users switch
        {
            >= 1e6 => (users / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + "M",
            >= 1e4 => (users / 1e3).ToString("0.#", CultureInfo.InvariantCulture) + "k",
            _ => users.ToString("N0", CultureInfo.InvariantCulture),
        };

    private static string Count(long users) => users.ToString("N0", CultureInfo.InvariantCulture);
}
