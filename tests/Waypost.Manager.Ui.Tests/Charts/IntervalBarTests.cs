using System.Globalization;
using System.Xml.Linq;
using Waypost.Manager.Ui.Charts;

namespace Waypost.Manager.Ui.Tests.Charts;

public sealed class IntervalBarTests
{
    [Fact]
    public void Zero_is_in_the_middle_and_the_interval_at_its_position()
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
    public void An_interval_that_exceeds_the_scale_ends_in_an_arrow() =>
        Assert.Single(
            Draw([-0.1, 2], 0.5, 0.4).Elements("svg"),
            marker => ((string?)marker.Attribute("class"))!.Contains("arrow", StringComparison.Ordinal)
        );

    [Fact]
    public void An_unbounded_interval_is_a_dashed_line_without_a_bar()
    {
        var bar = Draw(null, 0.1, 0.4);

        Assert.Empty(bar.Elements("rect"));
        Assert.Contains(bar.Elements("line"), line => (string?)line.Attribute("class") == "interval-unbounded");
    }

    [Fact]
    public void Without_an_estimate_only_the_axis_is_drawn()
    {
        var bar = Draw(null, null, 0.4);

        Assert.Equal(2, bar.Elements().Count());
    }

    [Fact]
    public void One_wide_interval_does_not_shrink_the_others_to_dots() =>
        Assert.InRange(
            IntervalScale.GetExtent([
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
