using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Tests.Results;

public sealed class ResultsViewTests
{
    [Fact]
    public async Task A_failing_metric_keeps_its_place_and_does_not_affect_the_others()
    {
        var page = await RenderAsync(SampleAnalysis.AllRoles);

        Assert.Contains("column &quot;pages&quot; does not exist", page, StringComparison.Ordinal);
        Assert.Contains("Not computed", page, StringComparison.Ordinal);
        Assert.Contains("Quote completed is higher with &#x201C;on", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_p_value_is_named_after_the_test_that_applies()
    {
        Assert.Contains(">Pearson&#x27;s chi-square<", await RenderAsync(SampleAnalysis.Result), StringComparison.Ordinal);
        Assert.Contains(">always valid<", await RenderAsync(SampleAnalysis.Running(SampleAnalysis.Metric)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopped_before_its_planned_end_it_does_not_say_that_the_duration_is_over()
    {
        var stopped = SampleAnalysis.Running(SampleAnalysis.Metric) with
        {
            Planned = SampleAnalysis.Result.Planned with { End = SampleAnalysis.Result.Window.To.AddDays(1) },
        };

        Assert.Contains(
            "the always-valid intervals at 99 % decide, as they did while the experiment ran",
            await RenderAsync(stopped, stopped.Window.To),
            StringComparison.Ordinal
        );
        Assert.Contains("planned duration is over", await RenderAsync(SampleAnalysis.Result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_from_after_the_planned_end_is_shown_apart_with_its_own_decision()
    {
        var later = SampleAnalysis.Running(SampleAnalysis.Metric) with
        {
            Window = new(SampleAnalysis.Result.Window.From, SampleAnalysis.Result.Window.To.AddDays(3)),
        };

        var page = await RenderAsync(SampleAnalysis.Result with { Later = later });

        Assert.Contains("With data from after the planned end", page, StringComparison.Ordinal);
        Assert.Contains("They do not change the result above", page, StringComparison.Ordinal);
        Assert.Contains("99 % always-valid interval", page, StringComparison.Ordinal);
        Assert.DoesNotContain("With data from after the planned end", await RenderAsync(SampleAnalysis.Result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_of_an_earlier_version_that_used_later_data_says_so()
    {
        var old = SampleAnalysis.Result with
        {
            Planned = SampleAnalysis.Result.Planned with { End = SampleAnalysis.Result.Window.To.AddDays(-1) },
        };

        Assert.Contains("repeated the fixed test on data from after the planned end", await RenderAsync(old), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_a_sample_ratio_mismatch_shows_an_alert()
    {
        var wrong = SampleAnalysis.Result with
        {
            SampleRatio = SampleAnalysis.Result.SampleRatio! with
            {
                Warning = "alert",
                PValue = 1e-9,
                Message = "One group is short of users.",
            },
        };

        Assert.DoesNotContain("role=\"alert\"", await RenderAsync(SampleAnalysis.Result), StringComparison.Ordinal);
        var page = await RenderAsync(wrong with { Warnings = [new("sample-ratio", "One group is short of users.")] });
        Assert.Equal(
            page.IndexOf("One group is short", StringComparison.Ordinal),
            page.LastIndexOf("One group is short", StringComparison.Ordinal)
        );
        Assert.Contains("role=\"alert\"", page, StringComparison.Ordinal);
        Assert.Contains("One group is short of users.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sample_ratio_mismatch_names_the_test_that_found_it()
    {
        var ratio = SampleAnalysis.Result.SampleRatio! with { Warning = "alert", PValue = 0.0002 };
        var before = await RenderAsync(SampleAnalysis.Result with { SampleRatio = ratio });
        var exact = await RenderAsync(SampleAnalysis.Result with { SampleRatio = ratio with { Method = "exact binomial test" } });

        Assert.Contains("goodness-of-fit test: p = 0.0002", before, StringComparison.Ordinal);
        Assert.Contains("Exact binomial test: p = 0.0002", exact, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_warning_that_a_summary_gives_as_its_reason_is_not_repeated()
    {
        var waiting = SampleAnalysis.Metric.WithDecision(Decision.NotEnoughData) with
        {
            Warnings = [new("few-users", "Only 12 users met it."), new("null-values", "4 events have no value.")],
        };

        var page = await RenderAsync(SampleAnalysis.Of(waiting));

        Assert.Equal(2, page.Split("Only 12 users met it.").Length);
        Assert.Equal(2, page.Split("4 events have no value.").Length);
        Assert.Equal(
            2,
            (await RenderAsync(SampleAnalysis.Of(SampleAnalysis.Metric with { Warnings = waiting.Warnings })))
                .Split("Only 12 users met it.")
                .Length
        );
    }

    [Fact]
    public async Task The_bayesian_view_is_labelled_as_not_corrected_for_peeking() =>
        Assert.Contains("not corrected for peeking", await RenderAsync(SampleAnalysis.Result), StringComparison.Ordinal);

    [Fact]
    public async Task An_interval_that_could_not_be_computed_is_not_called_unbounded()
    {
        var tied = SampleAnalysis.Metric with
        {
            Comparisons = [SampleAnalysis.Comparison with { IntervalRelative = null }],
            Warnings = [new("ties-at-quantile", "Around this quantile many users have the same value.")],
        };

        var page = await RenderAsync(SampleAnalysis.Of(tied));

        Assert.Contains("not computed", page, StringComparison.Ordinal);
        Assert.DoesNotContain("unbounded", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unbounded_interval_is_drawn_and_described_as_unbounded()
    {
        var unbounded = SampleAnalysis.Metric with
        {
            Comparisons = [SampleAnalysis.Comparison with { IntervalRelative = null }],
            Warnings = [new("unbounded-lift", "The relative change has no finite interval.")],
        };

        var page = await RenderAsync(SampleAnalysis.Of(unbounded));

        Assert.Contains("interval-unbounded", page, StringComparison.Ordinal);
        Assert.Contains("unbounded: the control is too close to 0", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Between_the_stop_and_the_next_analysis_the_results_are_called_outdated()
    {
        var running = SampleAnalysis.Running(SampleAnalysis.Metric.WithDecision(Decision.NotEnoughData)) with
        {
            Planned = SampleAnalysis.Result.Planned with { End = SampleAnalysis.Start.AddDays(60) },
        };

        var page = await RenderAsync(running, running.Window.To.AddHours(3));

        Assert.Contains("These results do not cover the whole experiment", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("The experiment is running|Let it run|Wait for more users", page);
        Assert.Contains("The experiment is running", await RenderAsync(running), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_newer_count_that_differs_is_shown_beside_the_older_total()
    {
        var newer = new ExposuresResult
        {
            CountedAt = SampleAnalysis.Result.AnalyzedAt.AddHours(1),
            Days = [],
            Exposures = SampleAnalysis.Result.Exposures with { Total = 20_500 },
        };

        var page = await ComponentRenderer.RenderAsync<ResultsView>(
            (nameof(ResultsView.Result), SampleAnalysis.Result),
            (nameof(ResultsView.NewerCount), newer)
        );

        Assert.Matches("20,391 users, <time[^>]*>[^<]*</time>.\\s*A newer count found 20,500 users", page);
        Assert.DoesNotContain("Total counted", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_planned_end_an_older_analysis_advises_a_refresh()
    {
        var before = SampleAnalysis.Running(SampleAnalysis.Metric.WithDecision(Decision.NoDifferenceShown));

        var page = await RenderAsync(before);

        Assert.Contains("which has passed. Refresh the results", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Let it run", page, StringComparison.Ordinal);
    }

    private static Task<string> RenderAsync(AnalysisResult result, DateTimeOffset? stoppedAt = null) =>
        ComponentRenderer.RenderAsync<ResultsView>(
            (nameof(ResultsView.Result), result),
            (nameof(ResultsView.StoppedAt), stoppedAt),
            (nameof(ResultsView.CsvUrl), "/csv"),
            (nameof(ResultsView.JsonUrl), "/json")
        );
}
