using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Tests.Results;

public sealed class VerdictTests
{
    [Fact]
    public void A_primary_metric_that_got_better_says_how_much_how_sure_and_to_choose_the_variant()
    {
        var verdict = Of(Given.Result);

        Assert.Equal("Better", verdict.Word);
        Assert.Contains(
            "Quote completed is higher with “on”: 24.3\u00a0% against 20.1\u00a0%, a change of +20.9\u00a0%.",
            verdict.Happened,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "between +15.1\u00a0% and +26.8\u00a0% with 95\u00a0% confidence (p < 0.0001)",
            verdict.Sure,
            StringComparison.Ordinal
        );
        Assert.Contains("Choose “on”", verdict.Do, StringComparison.Ordinal);
    }

    [Fact]
    public void Before_the_planned_end_the_always_valid_interval_speaks_and_no_fixed_p()
    {
        var verdict = Of(Given.Running(Given.Metric));

        Assert.Contains("+2\u00a0pp to +6.40\u00a0pp", verdict.Sure, StringComparison.Ordinal);
        Assert.Contains("always-valid", verdict.Sure, StringComparison.Ordinal);
        Assert.DoesNotContain("p <", verdict.Sure, StringComparison.Ordinal);
        Assert.Contains("You may stop now", verdict.Do, StringComparison.Ordinal);
    }

    [Fact]
    public void Undecided_before_the_planned_end_means_waiting_for_it()
    {
        var verdict = Of(Given.Running(Given.Metric.Deciding(Decision.NoDifferenceShown)));

        Assert.Equal("Undecided so far", verdict.Word);
        Assert.Contains("Let it run until 29 Oct 2026", verdict.Do, StringComparison.Ordinal);
    }

    [Fact]
    public void No_difference_shown_is_never_told_as_no_difference()
    {
        var verdict = Of(Given.Of(Given.Metric.Deciding(Decision.NoDifferenceShown)));

        Assert.Contains("no proof that there is none", verdict.Sure, StringComparison.Ordinal);
        Assert.Contains("+26.8\u00a0%", verdict.Do, StringComparison.Ordinal);
    }

    [Fact]
    public void Less_of_what_should_be_less_is_told_as_wanted()
    {
        var fell = Given.Metric with
        {
            Goal = MetricGoal.Decrease,
            Comparisons = [Given.Comparison with { Difference = -0.04, Relative = -0.2 }],
        };

        Assert.Contains("is lower with “on”, which is what you want", Of(Given.Of(fell)).Happened, StringComparison.Ordinal);
    }

    [Fact]
    public void A_guardrail_that_suffers_forbids_the_variant()
    {
        var verdict = Of(Given.Of((Given.Metric with { Role = MetricRole.Guardrail }).Deciding(Decision.Worse)));

        Assert.Equal("bad", verdict.Look);
        Assert.Contains("Do not choose “on” before you know why", verdict.Do, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secondary_metric_is_only_a_hint() =>
        Assert.Contains(
            "A hint, not a proof",
            Of(Given.Of(Given.Metric with { Role = MetricRole.Secondary })).Do,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_wrong_sample_ratio_leaves_no_figure_to_believe_in()
    {
        var verdict = Of(Given.Of(Given.Metric.Deciding(Decision.DoNotTrust)));

        Assert.Equal("Do not trust", verdict.Word);
        Assert.DoesNotContain("Choose", verdict.Do, StringComparison.Ordinal);
    }

    [Fact]
    public void An_alarm_overrules_what_a_row_decided() =>
        Assert.Equal("distrust", Of(Given.Result with { SampleRatio = Given.Result.SampleRatio! with { Warning = "alert" } }).Look);

    [Fact]
    public void What_could_not_be_computed_is_the_warnings_sentence_and_no_number()
    {
        var empty = Given.Metric with
        {
            Variants =
            [
                new()
                {
                    Variant = "off",
                    Users = 10,
                    Mean = 0.2,
                    Variance = 0.1,
                    Sum = 2,
                },
                new()
                {
                    Variant = "on",
                    Users = 0,
                    Mean = null,
                    Variance = null,
                    Sum = null,
                },
            ],
            Warnings = [new("no-users", "Variant on has no users.")],
            Comparisons =
            [
                Given.Comparison with
                {
                    Difference = null,
                    Relative = null,
                    IntervalAbsolute = null,
                    IntervalRelative = null,
                    Statistic = null,
                    DegreesOfFreedom = null,
                    PValue = null,
                    AlwaysValid = null,
                    Bayesian = null,
                    Significant = null,
                    Decision = Decision.NotEnoughData,
                },
            ],
        };

        var verdict = Of(Given.Of(empty));

        Assert.Equal("Variant on has no users.", verdict.Sure);
        Assert.DoesNotContain(verdict.Happened + verdict.Do, char.IsAsciiDigit);
    }

    [Theory]
    [InlineData(Decision.Better)]
    [InlineData(Decision.Worse)]
    [InlineData(Decision.NoDifferenceShown)]
    [InlineData(Decision.NotEnoughData)]
    public void Once_it_is_stopped_nothing_speaks_of_letting_it_run_or_of_stopping_it(Decision decision)
    {
        var result = Given.Running(Given.Metric.Deciding(decision));
        var verdict = Verdict.Of(
            result,
            result.Metrics[0],
            result.Metrics[0].Comparisons[0],
            Since.Of(result, result.Window.To, result.AnalyzedAt)
        );
        var headline = Headline.Of(result, new(IsOver: true, IsOutdated: false));

        var said = $"{verdict.Word} {verdict.Sure} {verdict.Do} {headline.Says} {headline.Do}";
        Assert.DoesNotMatch("Let it run|Wait for|waiting|so far|So far|yet|already|may stop|Stop the|stopping", said);
        Assert.DoesNotContain("p <", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_corrected_p_value_stands_beside_the_plain_one()
    {
        var corrected = Given.Metric with { Comparisons = [Given.Comparison with { PValue = 0.02, PValueAdjusted = 0.04 }] };

        Assert.Contains("p = 0.0200, and 0.0400 corrected", Of(Given.Of(corrected)).Sure, StringComparison.Ordinal);
    }

    private static Verdict Of(AnalysisResult result) => Verdict.Of(result, result.Metrics[0], result.Metrics[0].Comparisons[0]);
}
