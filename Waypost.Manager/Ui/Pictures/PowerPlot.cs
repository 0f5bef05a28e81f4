using System.Globalization;
using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Pictures;

/// <summary>The smallest change an experiment would show, by how long it runs.</summary>
internal static class PowerPlot
{
    /// <summary>Null with fewer than two durations that could be computed: then the table says it all.</summary>
    public static LinePlot? Of(IReadOnlyList<PlanPoint> curve, int? plannedDays)
    {
        var known = curve
            .Where(point => point.MinimumEffect is { } effect && double.IsFinite(effect))
            .OrderBy(point => point.Days)
            .ToList();
        if (known.Count < 2)
        {
            return null;
        }

        var largest = known.Max(point => point.MinimumEffect!.Value);
        return new()
        {
            Sentence =
                $"Line chart of the smallest change the experiment would show: {Figures.Share(known[0].MinimumEffect!.Value)} "
                + $"after {Days(known[0].Days)}, {Figures.Share(known[^1].MinimumEffect!.Value)} after {Days(known[^1].Days)}.",
            Lines = [new("", "", 1, [.. known.Select(point => ((double)point.Days, point.MinimumEffect!.Value))])],
            Span = (known[0].Days, known[^1].Days),
            Below = [.. known.Select(point => new LinePlot.Tick(point.Days, Weeks(point.Days)))],
            Aside = [.. Ticks.UpTo(largest).Select(effect => new LinePlot.Tick(effect, Figures.Share(effect)))],
            Marks = plannedDays is { } days && days >= known[0].Days && days <= known[^1].Days ? [new(days, "planned")] : [],
            Notes =
            [
                .. known.Select(point => new LinePlot.Tick(
                    point.Days,
                    $"{Days(point.Days)}, {Figures.Count(point.Users)} users: {Figures.Share(point.MinimumEffect!.Value)}"
                )),
            ],
        };
    }

    public static string Days(int days) => days % 7 == 0 ? Plural.Of(days / 7, "week", "weeks") : Plural.Of(days, "day", "days");

    private static string Weeks(int days) =>
        days % 7 == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{days / 7} wk")
            : string.Create(CultureInfo.InvariantCulture, $"{days} d");
}
