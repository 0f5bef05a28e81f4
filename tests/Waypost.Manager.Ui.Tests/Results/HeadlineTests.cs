using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Tests.Results;

public sealed class HeadlineTests
{
    private static readonly MetricResult Guardrail = Given.Metric with { Name = "Time on form", Role = MetricRole.Guardrail };

    [Fact]
    public void A_better_primary_metric_without_harm_makes_a_winner()
    {
        var headline = Headline.Of(Given.Of(Given.Metric, Guardrail.Deciding(Decision.NoDifferenceShown)));

        Assert.Equal("“on” does better on Quote completed", headline.Says);
        Assert.Contains("Choose the winner", headline.Do, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_that_beat_the_control_are_not_ranked()
    {
        var two = Given.Metric with { Comparisons = [Given.Comparison, Given.Comparison with { Variant = "video" }] };

        Assert.Contains("does not say which of them is best", Headline.Of(Given.Of(two)).Do, StringComparison.Ordinal);
    }

    [Fact]
    public void Harm_to_a_guardrail_stands_beside_the_gain()
    {
        var headline = Headline.Of(Given.Of(Given.Metric, Guardrail.Deciding(Decision.Worse)));

        Assert.Equal("bad", headline.Look);
        Assert.Equal("“on” does better on Quote completed, but “on” does worse on Time on form", headline.Says);
    }

    [Fact]
    public void A_wrong_sample_ratio_hides_every_winner()
    {
        var headline = Headline.Of(Given.Result with { SampleRatio = Given.Result.SampleRatio! with { Warning = "alert" } });

        Assert.Equal("distrust", headline.Look);
        Assert.DoesNotContain("better", headline.Says, StringComparison.Ordinal);
    }

    [Fact]
    public void A_running_experiment_without_a_decision_waits_for_its_planned_end() =>
        Assert.Contains(
            "29 Oct 2026",
            Headline.Of(Given.Running(Given.Metric.Deciding(Decision.NoDifferenceShown))).Do,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(Decision.NoDifferenceShown)]
    [InlineData(Decision.NotEnoughData)]
    public void A_paused_experiment_is_not_told_to_run(Decision decision)
    {
        var result = Given.Running(Given.Metric.Deciding(decision));
        var paused = new Since(IsOver: false, IsOutdated: false, IsPaused: true);

        Assert.Equal(Since.Paused, Headline.Of(result, paused).Do);
        Assert.Equal(Since.Paused, Verdict.Of(result, result.Metrics[0], result.Metrics[0].Comparisons[0], paused).Do);
    }

    [Fact]
    public void Without_a_primary_metric_there_is_nothing_to_decide_by() =>
        Assert.Equal("wait", Headline.Of(Given.Of(Guardrail.Deciding(Decision.NoDifferenceShown))).Look);
}
