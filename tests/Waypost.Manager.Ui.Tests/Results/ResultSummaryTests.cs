using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Tests.Results;

public sealed class ResultSummaryTests
{
    private static readonly MetricResult Guardrail = SampleAnalysis.Metric with { Name = "Time on form", Role = MetricRole.Guardrail };

    [Fact]
    public void A_better_primary_metric_without_a_harmed_guardrail_has_a_winner()
    {
        var summary = ResultSummary.Of(SampleAnalysis.Of(SampleAnalysis.Metric, Guardrail.WithDecision(Decision.NoDifferenceShown)));

        Assert.Equal("“on” does better on Quote completed", summary.Text);
        Assert.Contains("Choose the winner", summary.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_variants_that_beat_the_control_are_not_ranked()
    {
        var two = SampleAnalysis.Metric with
        {
            Comparisons = [SampleAnalysis.Comparison, SampleAnalysis.Comparison with { Variant = "video" }],
        };

        Assert.Contains("does not show which of them is best", ResultSummary.Of(SampleAnalysis.Of(two)).Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_harmed_guardrail_is_named_beside_the_better_metric()
    {
        var summary = ResultSummary.Of(SampleAnalysis.Of(SampleAnalysis.Metric, Guardrail.WithDecision(Decision.Worse)));

        Assert.Equal("bad", summary.Tone);
        Assert.Equal("“on” does better on Quote completed, but “on” does worse on Time on form", summary.Text);
    }

    [Fact]
    public void A_sample_ratio_mismatch_hides_every_winner()
    {
        var summary = ResultSummary.Of(
            SampleAnalysis.Result with
            {
                SampleRatio = SampleAnalysis.Result.SampleRatio! with { Warning = "alert" },
            }
        );

        Assert.Equal("distrust", summary.Tone);
        Assert.DoesNotContain("better", summary.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_undecided_running_experiment_waits_for_its_planned_end() =>
        Assert.Contains(
            "29 Oct 2026",
            ResultSummary.Of(SampleAnalysis.Running(SampleAnalysis.Metric.WithDecision(Decision.NoDifferenceShown))).Advice,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(Decision.NoDifferenceShown)]
    [InlineData(Decision.NotEnoughData)]
    public void A_paused_experiment_is_not_advised_to_run(Decision decision)
    {
        var result = SampleAnalysis.Running(SampleAnalysis.Metric.WithDecision(decision));
        var paused = new ResultContext(HasEnded: false, IsOutdated: false, IsPaused: true);

        Assert.Equal(ResultContext.PausedAdvice, ResultSummary.Of(result, paused).Advice);
        Assert.Equal(
            ResultContext.PausedAdvice,
            ComparisonSummary.Of(result, result.Metrics[0], result.Metrics[0].Comparisons[0], paused).Advice
        );
    }

    [Fact]
    public void Without_a_primary_metric_there_is_not_enough_data_to_decide() =>
        Assert.Equal("wait", ResultSummary.Of(SampleAnalysis.Of(Guardrail.WithDecision(Decision.NoDifferenceShown))).Tone);
}
