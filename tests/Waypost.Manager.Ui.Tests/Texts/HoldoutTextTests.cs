using Waypost.Manager.Features.Experiments.HoldoutReports;
using Waypost.Manager.Ui.Tests.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Tests.Texts;

/// <summary>What the report of a holdout says in words.</summary>
public sealed class HoldoutTextTests
{
    [Theory]
    [InlineData(Decision.Better, "changed Quote completed by +")]
    [InlineData(Decision.Worse, "for the worse.")]
    [InlineData(Decision.NoDifferenceShown, "is not shown to have changed Quote completed")]
    [InlineData(Decision.DoNotTrust, "the groups of active users do not match")]
    [InlineData(Decision.NotEnoughData, "cannot be compared yet")]
    public void Every_decision_has_a_sentence(Decision decision, string said)
    {
        foreach (var basis in new[] { AnalysisBasis.Fixed, AnalysisBasis.AlwaysValid })
        {
            var result = SampleHoldout.Of(basis, SampleAnalysis.Metric.WithDecision(decision));

            var summary = new HoldoutText(result).Describe(result.Metrics[0], result.Metrics[0].Comparisons[0]);

            Assert.Contains(said, summary.Finding, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_decided_metric_names_the_time_the_lift_and_the_interval_that_decides()
    {
        var result = SampleHoldout.Of(AnalysisBasis.Fixed, SampleAnalysis.Metric.WithDecision(Decision.Better));

        var summary = new HoldoutText(result).Describe(result.Metrics[0], result.Metrics[0].Comparisons[0]);

        Assert.Matches(
            @"^Everything shipped since 1 October 2026 changed Quote completed by \+[0-9.]+\u00a0% "
                + @"\(95\u00a0% interval \+[0-9.]+\u00a0% to \+[0-9.]+\u00a0%\)\.$",
            summary.Finding
        );
        Assert.EndsWith("for held-out users.", summary.Certainty, StringComparison.Ordinal);
    }

    [Fact]
    public void What_decides_follows_from_the_planned_end()
    {
        Assert.StartsWith("The planned period is over", Basis(SampleHoldout.Of(AnalysisBasis.Fixed)), StringComparison.Ordinal);
        Assert.Contains("replaces them", Basis(SampleHoldout.Of(AnalysisBasis.AlwaysValid)), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "replaces them",
            Basis(SampleHoldout.Of(AnalysisBasis.AlwaysValid) with { PlannedEnd = null }),
            StringComparison.Ordinal
        );
    }

    private static string Basis(HoldoutResult result) => new HoldoutText(result).Basis;
}
