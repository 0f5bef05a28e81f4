using System.Xml.Linq;
using static Waypost.Manager.Ui.Charts.Svg;

namespace Waypost.Manager.Ui.Charts;

/// <summary>
/// Draws a line chart as SVG. Lines differ by colour, dashes and the marker at their end, where they are named. The value labels
/// on the left and the names on the right lie outside the drawing area, in margins that the style sheet reserves.
/// </summary>
internal sealed class LineChartSvg(LineChart chart)
{
    private const double Top = 20;
    private const double PlotHeight = 194;
    private const double TotalHeight = 244;
    private const int LongestName = 11;
    private const double LabelGap = 8;

    private static readonly string[] EndMarkers =
    [
        "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0",
        "M-4-4h8v8h-8z",
        "M0-5 5 4H-5z",
        "M0-5.5 5.5 0 0 5.5-5.5 0z",
    ];

    public string Draw()
    {
        var svg = Element(
            "svg",
            ("class", "plot"),
            ("role", "img"),
            ("aria-label", chart.Description),
            ("height", TotalHeight),
            ("overflow", "visible")
        );
        svg.Add(chart.Bands.SelectMany(DrawBand));
        svg.Add(chart.YTicks.Select(DrawYLabel));
        svg.Add(chart.YTicks.Select(DrawGridLine));
        svg.Add(chart.XTicks.Select(DrawXLabel));
        svg.Add(chart.Markers.Where(marker => Fraction(marker.Value) is >= 0 and <= 1).SelectMany(DrawMarker));
        svg.Add(DrawLines());
        svg.Add(chart.Marks.SelectMany(DrawMark));
        svg.Add(chart.Lines.Where(line => line.Points.Count > 0).Select(DrawEndMarker));
        svg.Add(chart.Tooltips.Select(DrawTooltip));
        svg.Add(DrawNames());
        return ToMarkup(svg);
    }

    private static XElement DrawLine(string cssClass, string x1, string x2, double y1, double y2) =>
        Element("line", ("class", cssClass), ("x1", x1), ("x2", x2), ("y1", y1), ("y2", y2));

    private XElement DrawYLabel(LineChart.Tick tick) =>
        Text(tick.Label, ("class", "plot-word"), ("x", -LabelGap), ("y", Y(tick.Value) + 4), ("text-anchor", "end"));

    private XElement DrawGridLine(LineChart.Tick tick) =>
        DrawLine(tick.Value == 0 ? "plot-base" : "plot-grid", "0", "100%", Y(tick.Value), Y(tick.Value));

    private XElement DrawXLabel(LineChart.Tick tick, int index) =>
        Text(
            tick.Label,
            ("class", index % 2 == 0 ? "plot-word" : "plot-word plot-minor"),
            ("x", X(tick.Value)),
            ("y", Top + PlotHeight + 22),
            ("text-anchor", Anchor(tick.Value))
        );

    private IEnumerable<XElement> DrawMarker(LineChart.Tick marker) =>
        [
            DrawLine("plot-mark", X(marker.Value), X(marker.Value), Top, Top + PlotHeight),
            Text(marker.Label, ("class", "plot-word"), ("x", X(marker.Value)), ("y", Top - 6), ("text-anchor", Anchor(marker.Value))),
        ];

    // The lines are stretched with the frame; their strokes are not (vector-effect in the style sheet).
    private XElement DrawLines()
    {
        var stretched = Element(
            "svg",
            ("y", Top),
            ("width", "100%"),
            ("height", PlotHeight),
            ("viewBox", "0 0 1000 1000"),
            ("preserveAspectRatio", "none"),
            ("overflow", "visible")
        );
        stretched.Add(chart.Areas.Select(area => Element("polygon", ("class", $"plot-area line-{area.Index}"), ("points", Outline(area)))));
        stretched.Add(
            chart
                .Lines.Where(line => line.Points.Count > 1)
                .Select(line => Element("polyline", ("class", $"line line-{line.Index}"), ("points", Points(line))))
        );
        return stretched;
    }

    private string Points(LineChart.Line line) => string.Join(' ', line.Points.Select(p => Stretched(p.X, p.Y)));

    // Along the upper edge, and back along the lower one.
    private string Outline(LineChart.Area area) =>
        string.Join(' ', area.Points.Select(p => Stretched(p.X, p.High)).Concat(area.Points.Reverse().Select(p => Stretched(p.X, p.Low))));

    private string Stretched(double x, double y) => $"{Number(Fraction(x) * 1000)},{Number(1000 * (1 - Level(y)))}";

    private IEnumerable<XElement> DrawMark(LineChart.Mark mark)
    {
        yield return DrawLine(mark.CssClass, X(mark.X), X(mark.X), Y(mark.High), Y(mark.Low));
        if (mark.Y is { } value)
        {
            yield return Marker(X(mark.X), Y(value), mark.CssClass, Element("path", ("d", EndMarkers[^1])));
        }
    }

    private XElement DrawEndMarker(LineChart.Line line)
    {
        var (x, y) = line.Points[^1];
        var shape = Element("path", ("d", EndMarkers[line.Index % EndMarkers.Length]));
        return Marker(X(x), Y(y), $"line-end line-{line.Index}", shape);
    }

    private IEnumerable<XElement> DrawBand(LineChart.Band band)
    {
        var (from, to) = (Math.Clamp(Fraction(band.From), 0, 1), Math.Clamp(Fraction(band.To), 0, 1));
        var anchor =
            to - from > 0.1 ? "middle"
            : from > 0.5 ? "end"
            : "start";
        return
        [
            DrawRectangle("plot-band", from, to),
            Text(band.Label, ("class", "plot-word"), ("x", WidthPercent((from + to) / 2)), ("y", Top + 14), ("text-anchor", anchor)),
        ];
    }

    private XElement DrawTooltip(LineChart.Tick tooltip, int index)
    {
        var tooltips = chart.Tooltips;
        var from = index == 0 ? 0 : (Fraction(tooltips[index - 1].Value) + Fraction(tooltip.Value)) / 2;
        var to = index == tooltips.Count - 1 ? 1 : (Fraction(tooltips[index + 1].Value) + Fraction(tooltip.Value)) / 2;
        var area = DrawRectangle("plot-over", from, Math.Max(from, to));
        area.Add(new XElement("title", tooltip.Label));
        return area;
    }

    private static XElement DrawRectangle(string cssClass, double from, double to) =>
        Element(
            "rect",
            ("class", cssClass),
            ("x", WidthPercent(from)),
            ("y", Top),
            ("width", WidthPercent(to - from)),
            ("height", PlotHeight)
        );

    // Each name is beside the end of its line; names are moved apart where lines end close together.
    private XElement DrawNames()
    {
        var names = Element("svg", ("x", "100%"), ("overflow", "visible"));
        var lines = chart.Lines.Where(line => line.Points.Count > 0).OrderByDescending(line => line.Points[^1].Y).ToList();
        var (spacing, withValue) = lines.Count <= 6 ? (31d, true) : (15d, false);
        var lowest = Top + PlotHeight - (withValue ? 12 : 0);
        var positions = LabelLayout.Spread([.. lines.Select(line => Y(line.Points[^1].Y))], spacing, Top + 4, lowest);
        foreach (var (line, y) in lines.Zip(positions))
        {
            names.Add(Text(Shorten(line.Name), ("class", "plot-name"), ("x", LabelGap + 2), ("y", y + 4)));
            if (withValue)
            {
                names.Add(Text(line.Value, ("class", "plot-word"), ("x", LabelGap + 2), ("y", y + 19)));
            }
        }

        return names;
    }

    private static string Shorten(string name) => name.Length <= LongestName ? name : name[..(LongestName - 1)] + "…";

    private string X(double x) => WidthPercent(Fraction(x));

    private double Y(double y) => Top + (PlotHeight * (1 - Level(y)));

    private double Fraction(double x) =>
        chart.XRange.To > chart.XRange.From ? (x - chart.XRange.From) / (chart.XRange.To - chart.XRange.From) : 0.5;

    private double Level(double y)
    {
        var (low, high) = (chart.YTicks[0].Value, chart.YTicks[^1].Value);
        return high > low ? (y - low) / (high - low) : 0;
    }

    private string Anchor(double x) =>
        Fraction(x) switch
        {
            < 0.05 => "start",
            > 0.95 => "end",
            _ => "middle",
        };
}
