using System.Globalization;
using System.Xml.Linq;
using Waypost.Manager.Ui.Pictures;

namespace Waypost.Manager.Ui.Tests.Pictures;

public sealed class IntervalBarTests
{
    [Fact]
    public void Zero_is_in_the_middle_and_the_interval_where_it_belongs()
    {
        var bar = Draw([0.1, 0.2], 0.15, 0.4);

        var rect = bar.Element("rect")!;
        Assert.Equal(62.5, Percent(rect, "x"));
        Assert.Equal(12.5, Percent(rect, "width"));
        Assert.Equal(
            "50%",
            bar.Elements("line").Single(line => (string?)line.Attribute("class") == "interval-zero").Attribute("x1")!.Value
        );
    }

    [Fact]
    public void What_lies_beyond_the_scale_ends_in_an_arrow() =>
        Assert.Single(
            Draw([-0.1, 2], 0.5, 0.4).Elements("svg"),
            place => ((string?)place.Attribute("class"))!.Contains("arrow", StringComparison.Ordinal)
        );

    [Fact]
    public void Without_bounds_there_is_a_dashed_line_and_no_bar()
    {
        var bar = Draw(null, 0.1, 0.4);

        Assert.Empty(bar.Elements("rect"));
        Assert.Contains(bar.Elements("line"), line => (string?)line.Attribute("class") == "interval-unbounded");
    }

    [Fact]
    public void Without_an_estimate_nothing_is_drawn_but_the_axis()
    {
        var bar = Draw(null, null, 0.4);

        Assert.Equal(2, bar.Elements().Count());
    }

    [Fact]
    public void One_wide_interval_does_not_press_the_others_to_dots() =>
        Assert.InRange(
            IntervalScale.Of([
                [-0.1, 0.1],
                [0, 0.1],
                [-9, 30],
            ]),
            0.4,
            0.5
        );

    private static double Percent(XElement shape, string attribute) =>
        double.Parse(shape.Attribute(attribute)!.Value.TrimEnd('%'), CultureInfo.InvariantCulture);

    private static XElement Draw(IReadOnlyList<double>? interval, double? estimate, double extent) =>
        XElement.Parse(IntervalBar.Draw(interval, estimate, extent, "open", "Interval"));
}
