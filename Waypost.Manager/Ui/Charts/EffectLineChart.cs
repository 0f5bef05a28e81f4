using System.Globalization;

namespace Waypost.Manager.Ui.Charts;

/// <summary>An effect by day: its line, the band of its intervals, and zero.</summary>
internal static class EffectLineChart
{
    private const string FinalClass = "plot-final";
    private const double TimesMedian = 2;
    private const int MaxDayTicks = 5;
    private const string IntervalClass = "plot-interval line-1";

    /// <summary>Null without a point that can be drawn.</summary>
    /// <param name="title">What it shows, as the beginning of its description.</param>
    /// <param name="name">Of the line.</param>
    /// <param name="points">In order.</param>
    /// <param name="format">A value as text.</param>
    /// <param name="plannedEnd">Marked when it lies within the days.</param>
    /// <param name="final">The result that no longer changes, drawn as a point with its interval.</param>
    public static LineChart? Create(
        string title,
        string name,
        IReadOnlyList<EffectPoint> points,
        Func<double, string> format,
        double? plannedEnd = null,
        EffectPoint? final = null
    )
    {
        var shown = points.Where(point => point.Effect is not null || point.Interval is not null).ToList();
        if (shown.Count == 0)
        {
            return null;
        }

        var ticks = TicksOf(final is null ? shown : [.. shown, final]);
        var (first, last) = (shown[0].Day, Math.Max(shown[^1].Day, final?.Day ?? 0));
        var line = shown.Where(point => point.Effect is not null).Select(point => (point.Day, Clamp(point.Effect!.Value, ticks))).ToList();
        var runs = RunsOf(shown, ticks);
        return new()
        {
            Description = Describe(title, shown, format, final),
            Lines = [new(name, shown[^1].Effect is { } effect ? format(effect) : "", 1, line)],
            Areas = [.. runs.Where(run => run.Count > 1).Select(run => new LineChart.Area(1, run))],
            Marks =
            [
                .. runs.Where(run => run.Count == 1)
                    .Select(run => new LineChart.Mark(run[0].X, null, run[0].Low, run[0].High, IntervalClass)),
                .. final is { Effect: { } value, Interval: var interval }
                    ?
                    [
                        new LineChart.Mark(
                            final.Day,
                            Clamp(value, ticks),
                            Clamp(interval?[0] ?? value, ticks),
                            Clamp(interval?[1] ?? value, ticks),
                            FinalClass
                        ),
                    ]
                    : Array.Empty<LineChart.Mark>(),
            ],
            XRange = (first, last),
            XTicks =
            [
                .. AxisTicks
                    .ForDays(ToDate(first), ToDate(last), MaxDayTicks)
                    .Where(day => day.DayNumber >= first || ToDate(first) == ToDate(last))
                    .Select(day => new LineChart.Tick(Math.Max(first, day.DayNumber), FormatDay(day))),
            ],
            YTicks = [.. ticks.Select(tick => new LineChart.Tick(tick, format(tick)))],
            Markers = plannedEnd is { } end && end >= first && end < last ? [new(end, "planned end")] : [],
            Tooltips = [.. shown.Select(point => new LineChart.Tick(point.Day, point.Label))],
        };
    }

    /// <summary>Whether an interval is wider than the chart, which ends where most of them do.</summary>
    public static bool IsCutOff(IReadOnlyList<EffectPoint> points)
    {
        var ticks = TicksOf(points);
        return points.Any(point => point.Interval is [var low, var high] && (low < ticks[0] || high > ticks[^1]));
    }

    /// <summary>The number of a day with its time as a fraction.</summary>
    public static double DayOf(DateTimeOffset at, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone).DateTime;
        return DateOnly.FromDateTime(local).DayNumber + local.TimeOfDay.TotalDays;
    }

    // The first intervals are much wider than the later ones and would flatten them.
    private static IReadOnlyList<double> TicksOf(IReadOnlyList<EffectPoint> points)
    {
        var intervals = points.Select(point => point.Interval).OfType<IReadOnlyList<double>>().ToList();
        var effects = points.Select(point => point.Effect).OfType<double>().ToList();
        var extent = IntervalScale.GetExtent(
            intervals.Count > 0 ? intervals : effects.Select(effect => (IReadOnlyList<double>)[effect, effect]),
            TimesMedian
        );
        var values = intervals.SelectMany(interval => interval).Concat(effects).ToList();
        return AxisTicks.ForRange(Math.Max(values.Min(), -extent), Math.Min(values.Max(), extent));
    }

    private static double Clamp(double value, IReadOnlyList<double> ticks) => Math.Clamp(value, ticks[0], ticks[^1]);

    /// <summary>Neighbours that have an interval.</summary>
    private static List<List<(double X, double Low, double High)>> RunsOf(List<EffectPoint> points, IReadOnlyList<double> ticks)
    {
        var runs = new List<List<(double, double, double)>>();
        var continues = false;
        foreach (var point in points)
        {
            if (point.Interval is [var low, var high])
            {
                if (!continues)
                {
                    runs.Add([]);
                }

                runs[^1].Add((point.Day, Clamp(low, ticks), Clamp(high, ticks)));
            }

            continues = point.Interval is not null;
        }

        return runs;
    }

    private static string Describe(string title, List<EffectPoint> points, Func<double, string> format, EffectPoint? final)
    {
        var (first, last) = (FormatDay(ToDate(points[0].Day)), FormatDay(ToDate(points[^1].Day)));
        var span = first == last ? $"on {first}" : $"from {first} to {last}";
        var text = $"{title} {span}. Last: {Value(points[^1], format)}.";
        return final is null ? text : $"{text} At the planned end: {Value(final, format)}.";
    }

    private static string Value(EffectPoint point, Func<double, string> format) =>
        (point.Effect is { } effect ? format(effect) : "no value")
        + (point.Interval is [var low, var high] ? $", interval {format(low)} to {format(high)}" : "");

    private static DateOnly ToDate(double day) => DateOnly.FromDayNumber((int)day);

    private static string FormatDay(DateOnly day) => day.ToString("d MMM", CultureInfo.InvariantCulture);
}

/// <summary>An effect at a moment.</summary>
/// <param name="Day">The number of the day, with its time as a fraction.</param>
/// <param name="Effect">Null where it could not be computed.</param>
/// <param name="Interval">Two numbers; null where there is none.</param>
/// <param name="Label">All of it in words, for the pointer.</param>
internal sealed record EffectPoint(double Day, double? Effect, IReadOnlyList<double>? Interval, string Label);
