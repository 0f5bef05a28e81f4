using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Tests.Results;

/// <summary>The window of a metric, and who does not count yet, in words.</summary>
public sealed class WindowTextTests
{
    [Theory]
    [InlineData(null, 168, MetricType.Binomial, "events within 7 days after exposure")]
    [InlineData(null, 24, MetricType.Count, "events within 1 day after exposure")]
    [InlineData(null, 36, MetricType.Count, "events within 36 hours after exposure")]
    [InlineData(1, null, MetricType.Revenue, "events from 1 hour after exposure on")]
    [InlineData(168, 168, MetricType.Revenue, "events between 7 and 14 days after exposure")]
    [InlineData(168, 168, MetricType.Binomial, "active between 7 and 14 days after exposure")]
    [InlineData(12, 24, MetricType.Binomial, "active between 12 and 36 hours after exposure")]
    public void A_window_is_said_in_words(int? delayHours, int? hours, MetricType type, string text) =>
        Assert.Equal(text, WindowText.Of(new MetricWindow { DelayHours = delayHours, Hours = hours }, type));

    [Theory]
    [InlineData(0, "Events within 7 days after exposure.")]
    [InlineData(1, "Events within 7 days after exposure. 1 user whose window is still open is not counted.")]
    [InlineData(1_312, "Events within 7 days after exposure. 1,312 users whose window is still open are not counted.")]
    public void Results_say_who_is_not_counted(long open, string text)
    {
        var metric = SampleAnalysis.Metric with
        {
            Window = new() { Hours = 168 },
            Variants =
            [
                SampleAnalysis.Metric.Variants[0] with
                {
                    OpenUsers = 0,
                },
                SampleAnalysis.Metric.Variants[1] with
                {
                    OpenUsers = open,
                },
            ],
        };

        Assert.Equal(text, WindowText.Of(metric));
        Assert.Null(WindowText.Of(SampleAnalysis.Metric));
    }

    [Fact]
    public async Task The_table_and_the_CSV_have_the_window()
    {
        var metric = SampleAnalysis.Metric with
        {
            Window = new() { DelayHours = 24, Hours = 168 },
            Variants = [.. SampleAnalysis.Metric.Variants.Select(variant => variant with { OpenUsers = 50 })],
        };

        var page = await ComponentRenderer.RenderAsync<ResultsView>((nameof(ResultsView.Result), SampleAnalysis.Of(metric)));
        var csv = ResultsCsv.Create(SampleAnalysis.Of(metric));

        Assert.Contains(
            "Active between 1 and 8 days after exposure. 100 users whose window is still open are not counted.",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains("50 more whose window is still open", page, StringComparison.Ordinal);
        Assert.Contains("window_delay_hours,window_hours,users_open_variant,users_open_control", csv, StringComparison.Ordinal);
        Assert.Contains(",24,168,50,50,", csv, StringComparison.Ordinal);
    }
}
