using System.Xml.Linq;
using Waypost.Manager.Ui.Charts;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Tests.Charts;

public sealed class LineChartTests
{
    private static readonly DateOnly First = new(2026, 11, 1);

    [Theory]
    [InlineData(10_213, new double[] { 0, 5000, 10_000, 15_000 })]
    [InlineData(7, new double[] { 0, 2, 4, 6, 8 })]
    [InlineData(3, new double[] { 0, 1, 2, 3 })]
    [InlineData(0, new double[] { 0, 1 })]
    public void Axis_ticks_for_users_are_round_whole_numbers(double max, double[] ticks) =>
        Assert.Equal(ticks, AxisTicks.ForValues(max, wholeNumbers: true));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 7)]
    [InlineData(28, 7)]
    [InlineData(90, 7)]
    [InlineData(4000, 7)]
    public void Axis_ticks_for_days_are_limited_to_the_space_there_is(int days, int maxCount)
    {
        var ticks = AxisTicks.ForDays(First, First.AddDays(days - 1));

        Assert.InRange(ticks.Count, 1, maxCount);
        Assert.Equal(First, ticks[0]);
    }

    [Fact]
    public void A_pause_is_shaded_and_named_in_the_description()
    {
        ExposureDay[] days =
        [
            .. Enumerable
                .Range(0, 10)
                .SelectMany(day => new ExposureDay[] { new(First.AddDays(day), "off", day), new(First.AddDays(day), "on", day) }),
        ];

        var svg = XElement.Parse(ExposuresLineChart.Create(days, ["off", "on"], pauses: [(First.AddDays(3), First.AddDays(5))]).ToSvg());

        Assert.EndsWith(" Paused from 4 Nov to 6 Nov.", svg.Attribute("aria-label")?.Value, StringComparison.Ordinal);
        Assert.Single(svg.Descendants(), part => part.Attribute("class")?.Value == "plot-band");
        Assert.Single(svg.Descendants(), part => part.Value == "paused" && !part.HasElements);
    }

    [Fact]
    public void The_description_says_what_the_chart_shows()
    {
        var svg = Draw(("off", [5, 12]), ("on", [6, 1234]));

        Assert.Equal("img", svg.Attribute("role")?.Value);
        Assert.Equal(
            "Line chart of users per variant from 1 Nov to 2 Nov. Final totals: off 12, on 1,234.",
            svg.Attribute("aria-label")?.Value
        );
    }

    [Fact]
    public void Each_line_is_named_at_its_end_and_differs_by_more_than_colour()
    {
        var svg = Draw(("off", [5, 12]), ("on", [6, 13]), ("third", [1, 14]));

        var names = svg.Descendants("text").Where(text => (string?)text.Attribute("class") == "plot-name").ToList();
        Assert.Equal(["third", "on", "off"], names.Select(name => name.Value));
        var heights = names.Select(name => (double)name.Attribute("y")!).ToList();
        Assert.All(heights.Zip(heights.Skip(1)), pair => Assert.True(pair.Second - pair.First >= 30));
        Assert.Equal(3, svg.Descendants("path").Select(path => path.Attribute("d")!.Value).Distinct().Count());
    }

    [Fact]
    public void A_single_day_is_drawn_as_a_point()
    {
        Assert.NotEmpty(Draw(("off", [5, 6]), ("on", [6, 7])).Descendants("polyline"));
        Assert.Empty(Draw(("off", [5]), ("on", [6])).Descendants("polyline"));
    }

    [Fact]
    public void A_variant_name_cannot_inject_markup()
    {
        var svg = Draw(("</svg><script>", [1, 2]), ("on", [1, 2]));

        Assert.Empty(svg.Descendants("script"));
    }

    [Fact]
    public void Labels_that_overlap_are_spread_within_bounds()
    {
        var moved = LabelLayout.Spread([200, 201, 202], 31, 18, 198);

        Assert.Equal([136, 167, 198], moved);
    }

    private static XElement Draw(params (string Variant, long[] Users)[] variants) =>
        XElement.Parse(
            ExposuresLineChart
                .Create(
                    [
                        .. variants.SelectMany(line =>
                            line.Users.Select((users, day) => new ExposureDay(First.AddDays(day), line.Variant, users))
                        ),
                    ],
                    [.. variants.Select(line => line.Variant)]
                )
                .ToSvg()
        );
}
