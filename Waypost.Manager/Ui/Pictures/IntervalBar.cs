using System.Xml.Linq;
using static Waypost.Manager.Ui.Pictures.Drawing;

namespace Waypost.Manager.Ui.Pictures;

/// <summary>
/// An interval around zero on a scale that all rows of one unit share. What lies beyond the scale, or has no bound, ends in
/// an arrow; a row without an estimate has no bar at all.
/// </summary>
internal static class IntervalBar
{
    private const double Middle = 12;
    private const double Half = 5;

    /// <param name="interval">Two numbers; null = no bounds are known.</param>
    /// <param name="estimate">Drawn as a mark; null = none.</param>
    /// <param name="extent">The scale goes from −extent to +extent.</param>
    /// <param name="look">good, bad or open: how it is filled.</param>
    /// <param name="sentence">What it says, for those who do not see it.</param>
    public static string Draw(IReadOnlyList<double>? interval, double? estimate, double extent, string look, string sentence)
    {
        var picture = Shape("svg", ("class", "interval"), ("role", "img"), ("aria-label", sentence), ("height", 2 * Middle));
        picture.Add(Shape("line", ("class", "interval-axis"), ("x1", "0"), ("x2", "100%"), ("y1", Middle), ("y2", Middle)));
        picture.Add(Shape("line", ("class", "interval-zero"), ("x1", "50%"), ("x2", "50%"), ("y1", 1d), ("y2", (2 * Middle) - 1)));
        if (interval is [var low, var high])
        {
            picture.Add(Bounded(low, high, extent, look));
        }
        else if (estimate is not null)
        {
            picture.Add(
                Shape("line", ("class", "interval-unbounded"), ("x1", "4%"), ("x2", "96%"), ("y1", Middle), ("y2", Middle)),
                Arrow(false, "open"),
                Arrow(true, "open")
            );
        }

        if (estimate is { } mark && Math.Abs(mark) <= extent)
        {
            picture.Add(
                At(Across(Place(mark, extent)), Middle, $"interval-mark interval-{look}", Shape("path", ("d", "M0-6 5 0 0 6-5 0z")))
            );
        }

        return Text(picture);
    }

    private static IEnumerable<XElement> Bounded(double low, double high, double extent, string look)
    {
        var (from, to) = (Place(Math.Clamp(low, -extent, extent), extent), Place(Math.Clamp(high, -extent, extent), extent));
        yield return Shape(
            "rect",
            ("class", $"interval-bar interval-{look}"),
            ("x", Across(from)),
            ("y", Middle - Half),
            ("width", Across(Math.Max(to - from, 0.004))),
            ("height", 2 * Half),
            ("rx", 2d)
        );
        if (low < -extent)
        {
            yield return Arrow(false, look);
        }

        if (high > extent)
        {
            yield return Arrow(true, look);
        }
    }

    private static XElement Arrow(bool right, string look) =>
        At(
            right ? "100%" : "0%",
            Middle,
            $"interval-arrow interval-{look}",
            Shape("path", ("d", right ? "M-8-7 0 0-8 7z" : "M8-7 0 0 8 7z"))
        );

    private static double Place(double value, double extent) => 0.5 + (value / extent / 2);
}
