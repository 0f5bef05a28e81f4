using Waypost.Stats.Analysis;
using Waypost.Stats.Planning;
using Waypost.Stats.Tests.Analysis;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Checks;

/// <summary>A plan for a margin instead of an effect.</summary>
public class MarginPlanTests
{
    [Fact]
    public void A_margin_is_planned_without_an_effect()
    {
        var report = Plan(
            new() { Absolute = 0.5 },
            MetricType.Count,
            new()
            {
                Mean = 10,
                Variance = 1,
                VisitorsPerDay = 17,
            }
        );

        Assert.Equal((102, 6), (report.TotalUsers, report.Days));
        Assert.Equal(51, report.UsersByVariant!["off"]);
        Assert.Empty(report.Curve);
        Assert.Null(report.EffectAfterPlannedDays);
        Assert.Equal("two means, noncentral t, one-sided against the margin", report.Method);
        Assert.Empty(report.Warnings);
    }

    [Fact]
    public void The_goal_says_which_side_must_be_ruled_out()
    {
        var baseline = new PlanBaseline { Mean = 0.1, VisitorsPerDay = 100 };
        var (fewer, more) = (
            Plan(new() { Relative = 0.2 }, MetricType.Binomial, baseline),
            Plan(new() { Relative = 0.2 }, MetricType.Binomial, baseline, MetricGoal.Decrease)
        );

        // Above the control the variance is larger.
        Assert.True(more.TotalUsers > fewer.TotalUsers);
        Assert.True(
            Plan(new() { Kind = MarginKind.Equivalence, Relative = 0.2 }, MetricType.Binomial, baseline).TotalUsers > more.TotalUsers
        );
    }

    [Fact]
    public void Without_a_mean_a_relative_margin_has_a_reason_instead_of_users()
    {
        var report = Plan(new() { Relative = 0.2 }, MetricType.Count, new() { Mean = 0, Variance = 1 });

        Assert.Null(report.TotalUsers);
        Assert.Contains(report.Warnings, warning => warning.Code == "cannot-be-ruled-out");
    }

    private static PlanReport Plan(MetricMargin margin, MetricType type, PlanBaseline baseline, MetricGoal goal = MetricGoal.Increase) =>
        Planner.Plan(
            new()
            {
                Metric = TestRequest.Metric("m", type, "select 1").With(m => m with { Goal = goal }).Definition,
                Variants = [new("on", 50), new("off", 50)],
                Control = "off",
                PlannedDays = 14,
                Margin = margin,
            },
            baseline,
            new WarningList()
        );
}
