using System.Globalization;
using System.Xml.Linq;
using Waypost.Manager.Ui.Results;
using static Waypost.Manager.Ui.Charts.Svg;

namespace Waypost.Manager.Ui.Charts;

/// <summary>How many p-values fell into each tenth of 0…1, and how many are expected there, as bars in SVG.</summary>
internal static class PValueChart
{
    private const double Top = 8;
    private const double PlotHeight = 120;
    private const double TotalHeight = 152;

    /// <summary>Share of a bar's place that stays empty.</summary>
    private const double Gap = 0.16;

    public static string Draw(IReadOnlyList<int> bins)
    {
        var expected = (double)bins.Sum() / bins.Count;
        var ticks = AxisTicks.ForValues(Math.Max(bins.Max(), expected));
        double Y(double count) => Top + (PlotHeight * (1 - (count / ticks[^1])));
        var svg = Element(
            "svg",
            ("class", "plot"),
            ("role", "img"),
            ("aria-label", Describe(bins)),
            ("height", TotalHeight),
            ("overflow", "visible")
        );
        foreach (var tick in ticks)
        {
            svg.Add(Line(tick == 0 ? "plot-base" : "plot-grid", Y(tick)));
            svg.Add(Text(NumberFormat.Number(tick), ("class", "plot-word"), ("x", -8d), ("y", Y(tick) + 4), ("text-anchor", "end")));
        }

        svg.Add(bins.Select((count, bin) => Bar(bins.Count, bin, count, Y(count))));
        svg.Add(Line("plot-mark", Y(expected)));
        foreach (var (edge, anchor) in new[] { (0d, "start"), (0.5, "middle"), (1d, "end") })
        {
            svg.Add(
                Text(
                    edge.ToString("0.#", CultureInfo.InvariantCulture),
                    ("class", "plot-word"),
                    ("x", WidthPercent(edge)),
                    ("y", Top + PlotHeight + 20),
                    ("text-anchor", anchor)
                )
            );
        }

        return ToMarkup(svg);
    }

    /// <summary>0 → "0 to 0.1".</summary>
    public static string Range(IReadOnlyList<int> bins, int bin) =>
        string.Create(CultureInfo.InvariantCulture, $"{(double)bin / bins.Count:0.#} to {(bin + 1d) / bins.Count:0.#}");

    private static string Describe(IReadOnlyList<int> bins) =>
        $"Bar chart of p-values in {bins.Count} classes of equal width: between {NumberFormat.Count(bins.Min())} and "
        + $"{NumberFormat.Count(bins.Max())} in a class, {NumberFormat.Number((double)bins.Sum() / bins.Count)} expected in each.";

    private static XElement Bar(int bars, int bin, int count, double top)
    {
        var bar = Element(
            "rect",
            ("class", "plot-bar"),
            ("x", WidthPercent((bin + (Gap / 2)) / bars)),
            ("y", top),
            ("width", WidthPercent((1 - Gap) / bars)),
            ("height", Top + PlotHeight - top)
        );
        bar.Add(new XElement("title", NumberFormat.Count(count)));
        return bar;
    }

    private static XElement Line(string cssClass, double y) =>
        Element("line", ("class", cssClass), ("x1", "0"), ("x2", "100%"), ("y1", y), ("y2", y));
}
