using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Tests.Results;

public sealed class ComparisonSummaryTests
{
    [Fact]
    public void A_better_primary_metric_gives_the_lift_its_certainty_and_advises_the_variant()
    {
        var summary = Of(SampleAnalysis.Result);

        Assert.Equal("Better", summary.Label);
        Assert.Contains(
            "Quote completed is higher with “on”: 24.3\u00a0% vs. 20.1\u00a0%, a lift of +20.9\u00a0%.",
            summary.Finding,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "between +15.1\u00a0% and +26.8\u00a0% with 95\u00a0% confidence (p < 0.0001)",
            summary.Certainty,
            StringComparison.Ordinal
        );
        Assert.Contains("Choose “on”", summary.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Before_the_planned_end_the_always_valid_interval_is_used_and_no_fixed_p_value()
    {
        var summary = Of(SampleAnalysis.Running(SampleAnalysis.Metric));

        Assert.Contains("+2\u00a0pp to +6.40\u00a0pp", summary.Certainty, StringComparison.Ordinal);
        Assert.Contains("always-valid", summary.Certainty, StringComparison.Ordinal);
        Assert.DoesNotContain("p <", summary.Certainty, StringComparison.Ordinal);
        Assert.Contains("You can stop now", summary.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Undecided_before_the_planned_end_advises_to_wait_for_it()
    {
        var summary = Of(SampleAnalysis.Running(SampleAnalysis.Metric.WithDecision(Decision.NoDifferenceShown)));

        Assert.Equal("Not decided yet", summary.Label);
        Assert.Contains("Let it run until 29 Oct 2026", summary.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void No_difference_shown_is_never_presented_as_no_difference()
    {
        var summary = Of(SampleAnalysis.Of(SampleAnalysis.Metric.WithDecision(Decision.NoDifferenceShown)));

        Assert.Contains("does not prove that there is no difference", summary.Certainty, StringComparison.Ordinal);
        Assert.Contains("+26.8\u00a0%", summary.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_decrease_of_a_metric_that_should_decrease_is_called_intended()
    {
        var fell = SampleAnalysis.Metric with
        {
            Goal = MetricGoal.Decrease,
            Comparisons = [SampleAnalysis.Comparison with { Difference = -0.04, Relative = -0.2 }],
        };

        Assert.Contains("is lower with “on”, as intended", Of(SampleAnalysis.Of(fell)).Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void A_worse_guardrail_advises_against_the_variant()
    {
        var summary = Of(SampleAnalysis.Of((SampleAnalysis.Metric with { Role = MetricRole.Guardrail }).WithDecision(Decision.Worse)));

        Assert.Equal("bad", summary.Tone);
        Assert.Contains("Do not choose “on” until you know why", summary.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_better_secondary_metric_is_only_a_hint() =>
        Assert.Contains(
            "A hint, not proof",
            Of(SampleAnalysis.Of(SampleAnalysis.Metric with { Role = MetricRole.Secondary })).Advice,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_sample_ratio_mismatch_makes_the_result_untrusted()
    {
        var summary = Of(SampleAnalysis.Of(SampleAnalysis.Metric.WithDecision(Decision.DoNotTrust)));

        Assert.Equal("Do not trust", summary.Label);
        Assert.DoesNotContain("Choose", summary.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sample_ratio_alert_overrules_the_decision_of_a_comparison() =>
        Assert.Equal(
            "distrust",
            Of(SampleAnalysis.Result with { SampleRatio = SampleAnalysis.Result.SampleRatio! with { Warning = "alert" } }).Tone
        );

    [Fact]
    public void What_could_not_be_computed_is_explained_by_the_warning_without_numbers()
    {
        var empty = SampleAnalysis.Metric with
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
                SampleAnalysis.Comparison with
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

        var summary = Of(SampleAnalysis.Of(empty));

        Assert.Equal("Variant on has no users.", summary.Certainty);
        Assert.DoesNotContain(summary.Finding + summary.Advice, char.IsAsciiDigit);
    }

    [Fact]
    public void A_difference_that_only_the_adjustment_excludes_says_so()
    {
        var metric = SampleAnalysis.Metric.WithDecision(Decision.NoDifferenceShown);
        var adjusted = metric.Comparisons[0] with { PValue = 0.03, PValueAdjusted = 0.09, IntervalAbsolute = [0.01, 0.05] };

        var summary = Of(SampleAnalysis.Of(metric with { Comparisons = [adjusted] }));

        Assert.Contains("By itself, this comparison would show a difference", summary.Certainty, StringComparison.Ordinal);
        Assert.Contains("adjusted for multiple comparisons", summary.Certainty, StringComparison.Ordinal);
        Assert.DoesNotContain("does not prove", summary.Certainty, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Decision.Better)]
    [InlineData(Decision.Worse)]
    [InlineData(Decision.NoDifferenceShown)]
    [InlineData(Decision.NotEnoughData)]
    public void After_the_stop_no_sentence_advises_to_let_it_run_or_to_stop_it(Decision decision)
    {
        var result = SampleAnalysis.Running(SampleAnalysis.Metric.WithDecision(decision));
        var summary = ComparisonSummary.Of(
            result,
            result.Metrics[0],
            result.Metrics[0].Comparisons[0],
            ResultContext.Of(result, result.Window.To, result.AnalyzedAt)
        );
        var overall = ResultSummary.Of(result, new(HasEnded: true, IsOutdated: false));

        var text = $"{summary.Label} {summary.Certainty} {summary.Advice} {overall.Text} {overall.Advice}";
        Assert.DoesNotMatch("Let it run|Wait for|waiting|so far|So far|yet|already|can stop|Stop the|stopping", text);
        Assert.DoesNotContain("p <", text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_adjusted_p_value_is_shown_beside_the_plain_one()
    {
        var corrected = SampleAnalysis.Metric with
        {
            Comparisons = [SampleAnalysis.Comparison with { PValue = 0.02, PValueAdjusted = 0.04 }],
        };

        Assert.Contains("p = 0.0200; 0.0400 adjusted", Of(SampleAnalysis.Of(corrected)).Certainty, StringComparison.Ordinal);
    }

    private static ComparisonSummary Of(AnalysisResult result) =>
        ComparisonSummary.Of(result, result.Metrics[0], result.Metrics[0].Comparisons[0]);
}
