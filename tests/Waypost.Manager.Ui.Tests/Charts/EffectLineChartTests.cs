using System.Globalization;
using System.Xml.Linq;
using Waypost.Manager.Ui.Charts;

namespace Waypost.Manager.Ui.Tests.Charts;

/// <summary>An effect by day, with its band around zero.</summary>
public sealed class EffectLineChartTests
{
    private static readonly double first = new DateOnly(2026, 11, 1).DayNumber;

    [Theory]
    [InlineData(-0.02, 0.31, new[] { -0.1, 0, 0.1, 0.2, 0.3, 0.4 })]
    [InlineData(-30, -4, new double[] { -30, -20, -10, 0 })]
    [InlineData(2, 7, new double[] { 0, 2, 4, 6, 8 })]
    [InlineData(0, 0, new[] { 0, 0.2 })]
    public void Axis_ticks_reach_around_the_values_and_include_zero(double min, double max, double[] ticks) =>
        Assert.Equal(ticks, AxisTicks.ForRange(min, max).Select(tick => Math.Round(tick, 9)));

    [Fact]
    public void Zero_has_a_line_of_its_own_and_the_band_surrounds_the_line()
    {
        var svg = Draw(Point(0, 0.1, -0.3, 0.5), Point(1, 0.08, -0.1, 0.26), Point(2, 0.09, -0.02, 0.2));

        Assert.Single(svg.Descendants("line"), line => Class(line) == "plot-base");
        var band = Pairs(Assert.Single(svg.Descendants("polygon")));
        var line = Pairs(Assert.Single(svg.Descendants("polyline")));
        Assert.Equal(6, band.Count);
        Assert.All(
            line.Select((point, i) => (point, i)),
            one => Assert.True(band[one.i].Y < one.point.Y && one.point.Y < band[^(one.i + 1)].Y)
        );
    }

    [Fact]
    public void A_day_without_an_interval_is_a_gap_and_one_alone_is_drawn_as_a_bar()
    {
        var svg = Draw(Point(0, 0.1, -0.3, 0.5), new(first + 1, 0.2, null, ""), Point(2, 0.1, 0, 0.2), Point(3, 0.1, 0, 0.2));

        Assert.Single(svg.Descendants("polygon"));
        Assert.Single(svg.Descendants("line"), line => Class(line).StartsWith("plot-interval", StringComparison.Ordinal));
    }

    [Fact]
    public void A_wide_interval_is_cut_off_and_does_not_flatten_the_others()
    {
        EffectPoint[] points = [Point(0, 0.1, -90, 90), Point(1, 0.1, -0.3, 0.5), Point(2, 0.1, -0.2, 0.4), Point(3, 0.1, -0.1, 0.3)];

        Assert.True(EffectLineChart.IsCutOff(points));
        Assert.False(EffectLineChart.IsCutOff(points[1..]));
        Assert.InRange(EffectLineChart.Create("Lift", "on", points, Format)!.YTicks[^1].Value, 0.5, 3);
        Assert.All(Pairs(Draw(points).Descendants("polygon").Single()), point => Assert.InRange(point.Y, 0, 1000));
    }

    [Fact]
    public void The_result_of_the_planned_period_is_a_point_at_the_planned_end_and_in_the_description()
    {
        var svg = XElement.Parse(
            EffectLineChart
                .Create(
                    "Lift",
                    "on",
                    [Point(0, 0.1, -0.3, 0.5), Point(9, 0.05, -0.1, 0.2)],
                    Format,
                    plannedEnd: first + 5,
                    final: new(first + 5, 0.12, [0.02, 0.22], "")
                )!
                .ToSvg()
        );

        Assert.Equal(
            "Lift from 1 Nov to 10 Nov. Last: 0.05, interval -0.1 to 0.2. At the planned end: 0.12, interval 0.02 to 0.22.",
            svg.Attribute("aria-label")!.Value
        );
        var marks = svg.Descendants().Where(part => Class(part) == "plot-final").ToList();
        Assert.Equal(2, marks.Count);
        Assert.Equal("55.556%", marks[0].Attribute("x1")!.Value);
        Assert.Single(svg.Descendants("text"), text => text.Value == "planned end");
    }

    [Fact]
    public void Without_a_value_there_is_no_chart_and_a_single_day_is_one()
    {
        Assert.Null(EffectLineChart.Create("Lift", "on", [new(first, null, null, "")], Format));
        Assert.Empty(Draw(Point(0, 0.1, -0.3, 0.5)).Descendants("polyline"));
    }

    private static EffectPoint Point(int day, double effect, double low, double high) => new(first + day, effect, [low, high], "");

    private static XElement Draw(params EffectPoint[] points) =>
        XElement.Parse(EffectLineChart.Create("Lift", "on", points, Format)!.ToSvg());

    private static string Format(double value) => Math.Round(value, 3).ToString(CultureInfo.InvariantCulture);

    private static string Class(XElement element) => element.Attribute("class")?.Value ?? "";

    private static List<(double X, double Y)> Pairs(XElement element) =>
        [
            .. element
                .Attribute("points")!
                .Value.Split(' ')
                .Select(pair => pair.Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToList())
                .Select(pair => (pair[0], pair[1])),
        ];
}
