using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Tests.Results;

public sealed class ResultsViewTests
{
    [Fact]
    public async Task One_failing_metric_keeps_its_place_and_leaves_the_others_alone()
    {
        var page = await ShowAsync(Given.Everything);

        Assert.Contains("column &quot;pages&quot; does not exist", page, StringComparison.Ordinal);
        Assert.Contains("Not computed", page, StringComparison.Ordinal);
        Assert.Contains("Quote completed is higher with &#x201C;on", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_p_value_is_named_after_the_test_that_applies()
    {
        Assert.Contains(">Pearson&#x27;s chi-square<", await ShowAsync(Given.Result), StringComparison.Ordinal);
        Assert.Contains(">always valid<", await ShowAsync(Given.Running(Given.Metric)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopped_before_its_planned_end_it_does_not_say_that_the_time_is_over()
    {
        var stopped = Given.Result with { Planned = Given.Result.Planned with { End = Given.Result.Window.To.AddDays(1) } };

        Assert.Contains("stopped before its planned end", await ShowAsync(stopped), StringComparison.Ordinal);
        Assert.Contains("planned time is over", await ShowAsync(Given.Result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_a_wrong_sample_ratio_raises_an_alarm()
    {
        var wrong = Given.Result with { SampleRatio = Given.Result.SampleRatio! with { Warning = "alert", PValue = 1e-9, Message = "One group is short of users." } };

        Assert.DoesNotContain("role=\"alert\"", await ShowAsync(Given.Result), StringComparison.Ordinal);
        var page = await ShowAsync(wrong with { Warnings = [new("sample-ratio", "One group is short of users.")] });
        Assert.Equal(page.IndexOf("One group is short", StringComparison.Ordinal), page.LastIndexOf("One group is short", StringComparison.Ordinal));
        Assert.Contains("role=\"alert\"", page, StringComparison.Ordinal);
        Assert.Contains("One group is short of users.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bayesian_view_is_labelled_as_not_corrected_for_peeking() =>
        Assert.Contains("not corrected for peeking", await ShowAsync(Given.Result), StringComparison.Ordinal);

    [Fact]
    public async Task An_unbounded_interval_is_drawn_and_told_as_unbounded()
    {
        var unbounded = Given.Metric with { Comparisons = [Given.Comparison with { IntervalRelative = null }] };

        var page = await ShowAsync(Given.Of(unbounded));

        Assert.Contains("interval-unbounded", page, StringComparison.Ordinal);
        Assert.Contains("no bounds", page, StringComparison.Ordinal);
    }

    private static Task<string> ShowAsync(AnalysisResult result) =>
        Markup.OfAsync<ResultsView>((nameof(ResultsView.Result), result), (nameof(ResultsView.CsvUrl), "/csv"), (nameof(ResultsView.JsonUrl), "/json"));
}
