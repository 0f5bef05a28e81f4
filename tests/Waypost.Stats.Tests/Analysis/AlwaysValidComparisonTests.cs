using Waypost.Stats.Analysis;
using Waypost.Stats.Queries;
using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>What a look before the planned end says about rare events, uneven shares, and earlier looks.</summary>
public class AlwaysValidComparisonTests
{
    private static readonly VariantShare[] uneven = [new("off", 95), new("on", 5)];

    [Fact]
    public void A_small_variant_without_a_rare_event_is_not_worse()
    {
        var metric = Early(Arms((30, 1_900), (0, 100)));

        var comparison = Assert.Single(metric.Comparisons);
        Assert.True(comparison.PValue > 0.3);
        Assert.Null(comparison.AlwaysValid);
        Assert.Null(comparison.Significant);
        Assert.Equal(Decision.NotEnoughData, comparison.Decision);
        var warning = Assert.Single(metric.Warnings, warning => warning.Code == "too-few-events");
        Assert.Contains("100 users of the smaller variant, 1.5 with the event are expected", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void With_enough_users_the_missing_users_are_not_mentioned()
    {
        var rare = Early(Arms((3, 15_000), (4, 15_000)));
        var constant = Early(
            [
                .. uneven.Select(variant => new MetricArm
                {
                    Variant = variant.Key,
                    Users = 15_000,
                    Moments = new(15_000, 1, 0),
                }),
            ],
            type: MetricType.Count
        );

        Assert.Contains(rare.Warnings, warning => warning.Code == "too-few-events");
        Assert.Contains(constant.Warnings, warning => warning.Code == "no-always-valid");
        Assert.DoesNotContain(
            rare.Warnings.Concat(constant.Warnings),
            warning => warning.Message.Contains("100 users", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void At_the_planned_end_the_exact_test_still_decides()
    {
        var arms = Arms((3, 15_000), (22, 15_000));

        Assert.Equal(Decision.Better, Decide(Result(arms), AnalysisBasis.Fixed).Comparisons[0].Decision);
    }

    [Theory]
    [InlineData(400, 1_300)]
    [InlineData(600, 620)]
    public void Interval_p_value_and_decision_agree_whatever_an_earlier_look_showed(long off, long on)
    {
        var metric = Early(Arms((off, 10_000), (on, 10_000)), earlier: [new("m", "on", 0.0003)]);

        var comparison = metric.Comparisons[0];
        var shown = comparison.AlwaysValid!.PValue < AlwaysValidComparison.Alpha;
        Assert.Equal(shown, comparison.AlwaysValid.Interval[0] > 0);
        Assert.Equal(shown, comparison.Significant);
        Assert.Equal(shown ? Decision.Better : Decision.NoDifferenceShown, comparison.Decision);
        Assert.Equal(Math.Min(0.0003, comparison.AlwaysValid.PValue), comparison.AlwaysValid.SmallestPValue);
        Assert.Equal(shown ? [] : ["shown-earlier"], metric.Warnings.Select(warning => warning.Code));
    }

    [Fact]
    public void The_variance_reduction_is_that_of_the_comparison()
    {
        JointMoments[] pairs = [new(9_000, 0, 0, 9_000, 9_000, 8_100), new(1_000, 0, 0, 1_000, 1_000, 600)];
        MetricArm[] arms =
        [
            .. pairs.Select(
                (pair, i) =>
                    new MetricArm
                    {
                        Variant = uneven[i].Key,
                        Users = pair.Count,
                        Moments = pair.Y,
                        Before = pair,
                    }
            ),
        ];

        var metric = Early(arms, type: MetricType.Count);

        // All users together lose three quarters of their variance.
        Assert.InRange(metric.Comparisons[0].VarianceReduction!.Value, 0.3, 0.4);
        Assert.Equal(metric.Comparisons[0].VarianceReduction, metric.Cuped!.VarianceReduction);
    }

    private static MetricResult Early(
        IReadOnlyList<MetricArm> arms,
        IReadOnlyList<EarlierLook>? earlier = null,
        MetricType type = MetricType.Binomial
    ) => Decide(Result(arms, earlier, type), AnalysisBasis.AlwaysValid);

    private static MetricResult Decide(MetricResult metric, string basis) =>
        Decisions.Apply([metric], basis, 0.05, doNotTrust: false, stoppedEarly: false)[0];

    private static MetricResult Result(
        IReadOnlyList<MetricArm> arms,
        IReadOnlyList<EarlierLook>? earlier = null,
        MetricType type = MetricType.Binomial
    ) =>
        new MetricComparison(new ExperimentScope(7, uneven, TestRequest.Start, TestRequest.End), 0.05, 20_000, earlier ?? []).Result(
            TestRequest.Metric("m", type, "select 1"),
            arms,
            "select 1",
            TimeSpan.Zero
        );

    private static IReadOnlyList<MetricArm> Arms((long Events, long Users) off, (long Events, long Users) on) =>
        [
            .. new[] { off, on }.Select(
                (arm, i) =>
                    new MetricArm
                    {
                        Variant = uneven[i].Key,
                        Users = arm.Users,
                        Moments = null,
                        Sum = arm.Events,
                        Proportion = new(arm.Events, arm.Users),
                    }
            ),
        ];
}
