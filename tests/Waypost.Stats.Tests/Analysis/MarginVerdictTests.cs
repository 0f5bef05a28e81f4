using Waypost.Stats.Analysis;
using Waypost.Wire.Experiments;
using static Waypost.Stats.Tests.Analysis.MarginScenario;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>What is said about a planned margin: by which interval, in which direction, and when nothing can be said.</summary>
public class MarginVerdictTests
{
    private static readonly MetricMargin twoPercent = new() { Relative = 0.02 };
    private static readonly MetricMargin half = new() { Absolute = 0.5 };

    public static TheoryData<string> Reasons => [.. Unjudged.Keys];

    private static Dictionary<string, (string Code, MetricMargin Margin, MetricArm[] Arms)> Unjudged =>
        new()
        {
            ["99 users"] = ("too-few-users", half, Means(10, 10, 4, 99)),
            ["no users"] = ("too-few-users", half, Means(10, 10, 4, 0)),
            ["a control of 0"] = ("control-mean-zero", twoPercent, Means(0, 10, 4, 1_000)),
            ["a negative control"] = ("control-mean-zero", twoPercent, Means(-3, -3, 4, 1_000)),
            ["a control without events"] = ("control-mean-zero", twoPercent, Rates(0, 1_000, 30, 1_000)),
            ["a control that may be 0"] = ("unbounded-lift", twoPercent, Means(0.001, 10, 4, 1_000)),
            ["no variance"] = ("no-interval", half, Means(10, 10, 0, 1_000)),
            ["few events"] = ("too-few-events", twoPercent, Rates(2, 1_000, 1, 1_000)),
            ["a margin of 0"] = ("bad-margin", new() { Absolute = 0 }, Means(10, 10, 4, 1_000)),
            ["a margin that is not a number"] = ("bad-margin", new() { Absolute = double.NaN }, Means(10, 10, 4, 1_000)),
            ["a margin without a size"] = ("bad-margin", new(), Means(10, 10, 4, 1_000)),
        };

    [Theory]
    [InlineData(MetricGoal.Increase, 10.05, "ruled out")]
    [InlineData(MetricGoal.Increase, 9.55, "not ruled out")]
    [InlineData(MetricGoal.Decrease, 10.05, "ruled out")]
    [InlineData(MetricGoal.Decrease, 10.45, "not ruled out")]
    [InlineData(MetricGoal.Decrease, 8, "ruled out")]
    public void The_goal_says_which_direction_is_harm(MetricGoal goal, double mean, string verdict)
    {
        var margin = Judge(half, Means(10, mean, 4, 1_000), goal);

        Assert.Equal(verdict, Text(margin.Verdict));
        Assert.Equal(0.5, margin.Absolute);
        Assert.Null(margin.Warning);
    }

    [Fact]
    public void At_the_planned_end_the_verdict_is_that_of_the_90_percent_interval()
    {
        // By hand: se = √(4/1000 + 4/1000) = 0.0894, t(0.05 one-sided, 1998) = 1.6456, −0.35 ∓ 0.1472.
        var margin = Judge(half, Means(10, 9.65, 4, 1_000));

        Assert.Equal(0.9, margin.Confidence!.Value, 12);
        Assert.Equal(-0.4972, margin.Interval![0], 4);
        Assert.Equal(-0.2028, margin.Interval[1], 4);
        Assert.Equal(MarginVerdict.RuledOut, margin.Verdict);
        Assert.InRange(margin.PValue!.Value, 0.04, 0.05);
        Assert.Equal("t-test against the margin, one-sided", margin.Method);
    }

    [Fact]
    public void Before_the_planned_end_it_is_that_of_the_always_valid_interval()
    {
        var metric = Result(half, Means(10, 9.65, 4, 1_000), basis: AnalysisBasis.AlwaysValid);

        var comparison = metric.Comparisons[0];
        Assert.Equal(comparison.AlwaysValid!.Interval, comparison.Margin!.Interval);
        Assert.Equal(0.99, comparison.Margin.Confidence);
        Assert.Equal(MarginVerdict.NotRuledOut, comparison.Margin.Verdict);
        Assert.True(comparison.Margin.PValue > 0.01);
        Assert.EndsWith("always valid", comparison.Margin.Method, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AnalysisBasis.Fixed)]
    [InlineData(AnalysisBasis.AlwaysValid)]
    public void The_verdict_is_exactly_whether_the_interval_excludes_the_margin(string basis)
    {
        for (var mean = 9.3; mean < 10.8; mean += 0.01)
        {
            foreach (var arms in new[] { Means(10, mean, 4, 1_000), Rates(mean > 10 ? 320 : 280, 4_000, (long)(mean * 30), 4_000) })
            {
                foreach (var kind in new[] { MarginKind.NonInferiority, MarginKind.Equivalence })
                {
                    var relative = Judge(twoPercent with { Kind = kind, Relative = 0.1 }, arms, basis: basis);
                    var absolute = Judge(half with { Kind = kind, Absolute = arms[0].Proportion is null ? 0.3 : 0.01 }, arms, basis: basis);
                    AssertFromInterval(relative, relative.Margin.Relative!.Value);
                    AssertFromInterval(absolute, absolute.Margin.Absolute!.Value);
                }
            }
        }
    }

    [Theory]
    [InlineData(10.1, "equivalent")]
    [InlineData(9.9, "equivalent")]
    [InlineData(10.45, "not shown")]
    [InlineData(9.55, "not shown")]
    [InlineData(12, "not shown")]
    public void Equivalence_needs_both_sides(double mean, string verdict)
    {
        var margin = Judge(half with { Kind = MarginKind.Equivalence }, Means(10, mean, 4, 1_000));

        Assert.Equal(verdict, Text(margin.Verdict));
        Assert.Equal(margin.PValues!.Max(), margin.PValue);
        Assert.Equal("t-test against the margin, both ways (TOST)", margin.Method);
    }

    [Fact]
    public void A_relative_margin_is_a_share_of_the_controls_mean()
    {
        var margin = Judge(twoPercent, Means(50, 50.2, 9, 2_000));

        Assert.Equal(1, margin.Absolute!.Value, 12);
        Assert.Equal(MarginVerdict.RuledOut, margin.Verdict);
        Assert.InRange(margin.Interval![0], -0.02, margin.Interval[1]);
    }

    [Fact]
    public void Proportions_are_judged_by_the_score_test()
    {
        var absolute = Judge(new() { Absolute = 0.02 }, Rates(300, 3_000, 297, 3_000));
        var relative = Judge(new() { Relative = 0.2 }, Rates(300, 3_000, 297, 3_000));

        Assert.Equal(MarginVerdict.RuledOut, absolute.Verdict);
        Assert.Equal("score test against the margin, one-sided", absolute.Method);
        Assert.Equal(MarginVerdict.RuledOut, relative.Verdict);
        Assert.Equal("score test against the relative margin, one-sided", relative.Method);
        Assert.Equal(0.02, relative.Absolute!.Value, 12);
    }

    [Fact]
    public void A_guardrail_that_nobody_hits_rules_out_an_absolute_margin()
    {
        var margin = Judge(new() { Absolute = 0.01 }, Rates(0, 10_000, 0, 10_000), MetricGoal.Decrease);

        Assert.Equal(MarginVerdict.RuledOut, margin.Verdict);
    }

    [Fact]
    public void A_small_variant_without_a_rare_event_rules_nothing_out()
    {
        var margin = Judge(new() { Relative = 0.2 }, Rates(30, 1_900, 0, 100), MetricGoal.Decrease);
        var other = Judge(new() { Relative = 0.5 }, Rates(57, 1_900, 4, 100));

        Assert.NotEqual(MarginVerdict.RuledOut, margin.Verdict);
        Assert.Null(other.Verdict);
        Assert.Equal("too-few-events", other.Warning!.Code);
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Without_a_basis_there_is_no_verdict_but_a_reason(string reason)
    {
        var (code, margin, arms) = Unjudged[reason];
        foreach (var basis in new[] { AnalysisBasis.Fixed, AnalysisBasis.AlwaysValid })
        {
            var judged = Judge(margin, arms, basis: basis);

            Assert.Null(judged.Verdict);
            Assert.Null(judged.Interval);
            Assert.Equal(code, judged.Warning!.Code);
            Assert.EndsWith(".", judged.Warning.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void With_a_sample_ratio_mismatch_there_is_no_verdict()
    {
        var metric = Result(half, Means(10, 10, 4, 1_000), doNotTrust: true);

        Assert.Null(metric.Comparisons[0].Margin!.Verdict);
        Assert.Equal("sample-ratio-alert", metric.Comparisons[0].Margin!.Warning!.Code);
        Assert.NotNull(metric.Comparisons[0].Margin!.Interval);
    }

    [Fact]
    public void A_metric_without_a_margin_has_no_verdict() => Assert.Null(Result(null, Means(10, 10, 4, 1_000)).Comparisons[0].Margin);

    private static void AssertFromInterval(MarginResult judged, double margin)
    {
        if (judged.Interval is not [var low, var high])
        {
            Assert.Null(judged.Verdict);
            return;
        }

        Assert.Equal(
            judged.Margin.Kind == MarginKind.Equivalence
                ? low > -margin && high < margin
                    ? MarginVerdict.Equivalent
                    : MarginVerdict.NotShown
                : low > -margin
                    ? MarginVerdict.RuledOut
                    : MarginVerdict.NotRuledOut,
            judged.Verdict
        );
    }

    private static string Text(MarginVerdict? verdict) =>
        verdict switch
        {
            MarginVerdict.RuledOut => "ruled out",
            MarginVerdict.NotRuledOut => "not ruled out",
            MarginVerdict.Equivalent => "equivalent",
            MarginVerdict.NotShown => "not shown",
            _ => "none",
        };
}
