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
        var stopped = Given.Running(Given.Metric) with { Planned = Given.Result.Planned with { End = Given.Result.Window.To.AddDays(1) } };

        Assert.Contains(
            "the always-valid intervals at 99 % decide, as they did while it ran",
            await ShowAsync(stopped, stopped.Window.To),
            StringComparison.Ordinal
        );
        Assert.Contains("planned time is over", await ShowAsync(Given.Result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_a_wrong_sample_ratio_raises_an_alarm()
    {
        var wrong = Given.Result with
        {
            SampleRatio = Given.Result.SampleRatio! with { Warning = "alert", PValue = 1e-9, Message = "One group is short of users." },
        };

        Assert.DoesNotContain("role=\"alert\"", await ShowAsync(Given.Result), StringComparison.Ordinal);
        var page = await ShowAsync(wrong with { Warnings = [new("sample-ratio", "One group is short of users.")] });
        Assert.Equal(
            page.IndexOf("One group is short", StringComparison.Ordinal),
            page.LastIndexOf("One group is short", StringComparison.Ordinal)
        );
        Assert.Contains("role=\"alert\"", page, StringComparison.Ordinal);
        Assert.Contains("One group is short of users.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_warning_that_is_the_reason_of_a_verdict_is_not_said_twice()
    {
        var waiting = Given.Metric.Deciding(Decision.NotEnoughData) with
        {
            Warnings = [new("few-users", "Only 12 users met it."), new("null-values", "4 events have no value.")],
        };

        var page = await ShowAsync(Given.Of(waiting));

        Assert.Equal(2, page.Split("Only 12 users met it.").Length);
        Assert.Equal(2, page.Split("4 events have no value.").Length);
        Assert.Equal(
            2,
            (await ShowAsync(Given.Of(Given.Metric with { Warnings = waiting.Warnings }))).Split("Only 12 users met it.").Length
        );
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

    [Fact]
    public async Task Between_the_stop_and_the_next_analysis_the_results_are_called_outdated_and_nothing_runs()
    {
        var running = Given.Running(Given.Metric.Deciding(Decision.NotEnoughData)) with
        {
            Planned = Given.Result.Planned with { End = Given.Start.AddDays(60) },
        };

        var page = await ShowAsync(running, running.Window.To.AddHours(3));

        Assert.Contains("These results are not yet of the whole experiment", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("It runs|Let it run|Wait for more users", page);
        Assert.Contains("It runs", await ShowAsync(running), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_count_that_differs_is_explained_beside_the_older_total()
    {
        var newer = new ExposuresResult
        {
            CountedAt = Given.Result.AnalyzedAt.AddHours(1),
            Days = [],
            Exposures = Given.Result.Exposures with { Total = 20_500 },
        };

        var page = await Markup.OfAsync<ResultsView>((nameof(ResultsView.Result), Given.Result), (nameof(ResultsView.Newer), newer));

        Assert.Matches("20,391 users, <time[^>]*>[^<]*</time>.\\s*Since then 20,500 were counted", page);
        Assert.DoesNotContain("Counted in all", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Past_the_planned_end_an_older_analysis_asks_for_a_new_one()
    {
        var before = Given.Running(Given.Metric.Deciding(Decision.NoDifferenceShown));

        var page = await ShowAsync(before);

        Assert.Contains("which is past. Refresh the results", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Let it run", page, StringComparison.Ordinal);
    }

    private static Task<string> ShowAsync(AnalysisResult result, DateTimeOffset? stoppedAt = null) =>
        Markup.OfAsync<ResultsView>(
            (nameof(ResultsView.Result), result),
            (nameof(ResultsView.StoppedAt), stoppedAt),
            (nameof(ResultsView.CsvUrl), "/csv"),
            (nameof(ResultsView.JsonUrl), "/json")
        );
}
