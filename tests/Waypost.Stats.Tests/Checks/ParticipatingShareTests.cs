using Waypost.Stats.Analysis;
using Waypost.Stats.Planning;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Checks;

/// <summary>With a layer or a holdout only a share of the visitors enters, so the same users take longer.</summary>
public class ParticipatingShareTests
{
    [Fact]
    public void A_quarter_of_the_visitors_takes_four_times_as_long()
    {
        var (all, quarter) = (Plan(null), Plan(0.25));

        Assert.Equal(all.TotalUsers, quarter.TotalUsers);
        Assert.Equal(all.Days!.Value * 4, quarter.Days!.Value, 1e-9);
        Assert.Equal((14_000L, 3_500L), (all.UsersAfterPlannedDays, quarter.UsersAfterPlannedDays));
        Assert.True(quarter.EffectAfterPlannedDays > all.EffectAfterPlannedDays);
        Assert.Equal(all.Curve.Select(point => point.Users / 4), quarter.Curve.Select(point => point.Users));
    }

    private static PlanReport Plan(double? share) =>
        Planner.Plan(
            new()
            {
                Metric = new()
                {
                    Key = "done",
                    Name = "Done",
                    Type = MetricType.Binomial,
                    Query = "select 1",
                },
                Variants = [new("off", 50_000), new("on", 50_000)],
                Control = "off",
                PlannedDays = 14,
                ParticipatingShare = share,
            },
            new() { Mean = 0.1, VisitorsPerDay = 1_000 },
            new WarningList()
        );
}
