using System.Xml.Linq;
using static Waypost.Manager.Ui.Charts.Svg;

namespace Waypost.Manager.Ui.Charts;

/// <summary>
/// An interval around zero, on a scale shared by all rows of one unit. An interval that exceeds the scale or is unbounded ends
/// in an arrow; a row without an estimate has no bar.
/// </summary>
internal static class IntervalBar
{
    private const double Middle = 12;
    private const double HalfHeight = 5;

    /// <param name="interval">Two numbers; null = unbounded or not computed.</param>
    /// <param name="estimate">Drawn as a diamond; null = none.</param>
    /// <param name="extent">The scale reaches from −extent to +extent.</param>
    /// <param name="tone">good, bad or open: the fill.</param>
    /// <param name="description">The interval in words, for screen readers.</param>
    public static string Draw(IReadOnlyList<double>? interval, double? estimate, double extent, string tone, string description)
    {
        var svg = Element("svg", ("class", "interval"), ("role", "img"), ("aria-label", description), ("height", 2 * Middle));
        svg.Add(Element("line", ("class", "interval-axis"), ("x1", "0"), ("x2", "100%"), ("y1", Middle), ("y2", Middle)));
        svg.Add(Element("line", ("class", "interval-zero"), ("x1", "50%"), ("x2", "50%"), ("y1", 1d), ("y2", (2 * Middle) - 1)));
        if (interval is [var low, var high])
        {
            svg.Add(DrawBounded(low, high, extent, tone));
        }
        else if (estimate is not null)
        {
            svg.Add(
                Element("line", ("class", "interval-unbounded"), ("x1", "4%"), ("x2", "96%"), ("y1", Middle), ("y2", Middle)),
                DrawArrow(false, "open"),
                DrawArrow(true, "open")
            );
        }

        if (estimate is { } value && Math.Abs(value) <= extent)
        {
            svg.Add(
                Marker(
                    WidthPercent(Position(value, extent)),
                    Middle,
                    $"interval-mark interval-{tone}",
                    Element("path", ("d", "M0-6 5 0 0 6-5 0z"))
                )
            );
        }

        return ToMarkup(svg);
    }

    private static IEnumerable<XElement> DrawBounded(double low, double high, double extent, string tone)
    {
        var (from, to) = (Position(Math.Clamp(low, -extent, extent), extent), Position(Math.Clamp(high, -extent, extent), extent));
        yield return Element(
            "rect",
            ("class", $"interval-bar interval-{tone}"),
            ("x", WidthPercent(from)),
            ("y", Middle - HalfHeight),
            ("width", WidthPercent(Math.Max(to - from, 0.004))),
            ("height", 2 * HalfHeight),
            ("rx", 2d)
        );
        if (low < -extent)
        {
            yield return DrawArrow(false, tone);
        }

        if (high > extent)
        {
            yield return DrawArrow(true, tone);
        }
    }

    private static XElement DrawArrow(bool right, string tone) =>
        Marker(
            right ? "100%" : "0%",
            Middle,
            $"interval-arrow interval-{tone}",
            Element("path", ("d", right ? "M-8-7 0 0-8 7z" : "M8-7 0 0 8 7z"))
        );

    private static double Position(double value, double extent) => 0.5 + (value / extent / 2);
}
