using SolarFlare.Demo;
using SolarFlare.Events;

namespace Waypost.Sdk.Tests.Shop;

public sealed class SimulatedHistoryTests
{
    private static readonly DateTimeOffset now = new(2026, 3, 20, 15, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_history_is_the_same_for_the_same_day_and_lies_in_the_past()
    {
        var rows = new SimulatedHistory(now).GenerateRows().ToList();

        Assert.Equal(rows, new SimulatedHistory(now).GenerateRows());
        Assert.All(rows.OfType<ShopExposure>(), row => Assert.True(row.Exposure.Timestamp < now));
        Assert.Equal(
            SimulatedHistory.Visitors,
            rows.OfType<ShopExposure>()
                .Where(row => row.Exposure.ExperimentId == SimulatedHistory.FinishedExperiment)
                .Select(row => row.Exposure.TargetingKey)
                .Distinct()
                .Count()
        );
    }

    [Fact]
    public void The_short_form_helps_mobile_visitors_only_and_devices_are_spread_equally()
    {
        var rows = new SimulatedHistory(now).GenerateRows().ToList();
        var completed = rows.OfType<ShopEvent>().Where(row => row.Name == EventNames.FormSubmitted).Select(row => row.UserId).ToHashSet();
        var visitors = rows.OfType<ShopExposure>()
            .Where(row => row.Exposure.ExperimentId == SimulatedHistory.FinishedExperiment)
            .DistinctBy(row => row.Exposure.TargetingKey)
            .ToLookup(row => (row.Device, row.Exposure.Treatment), row => completed.Contains(row.Exposure.TargetingKey) ? 1d : 0);

        Assert.InRange(visitors[("mobile", true)].Average() - visitors[("mobile", false)].Average(), 0.04, 0.08);
        Assert.InRange(visitors[("desktop", true)].Average() - visitors[("desktop", false)].Average(), -0.02, 0.02);
        foreach (var treatment in new[] { true, false })
        {
            double mobile = visitors[("mobile", treatment)].Count();
            Assert.InRange(mobile / (mobile + visitors[("desktop", treatment)].Count()), 0.585, 0.615);
        }
    }

    [Fact]
    public void The_short_form_is_completed_more_often_and_pages_viewed_do_not_differ()
    {
        var rows = new SimulatedHistory(now).GenerateRows().ToList();
        var treatments = rows.OfType<ShopExposure>()
            .Where(row => row.Exposure.ExperimentId == SimulatedHistory.FinishedExperiment)
            .DistinctBy(row => row.Exposure.TargetingKey)
            .ToDictionary(row => row.Exposure.TargetingKey, row => row.Exposure.Treatment);

        double PerUser(string name, bool treatment) =>
            (double)
                rows.OfType<ShopEvent>()
                    .Count(e => e.Name == name && treatments.TryGetValue(e.UserId, out var treated) && treated == treatment)
            / treatments.Values.Count(treated => treated == treatment);

        Assert.InRange(PerUser(EventNames.FormSubmitted, true) - PerUser(EventNames.FormSubmitted, false), 0.02, 0.06);
        Assert.InRange(PerUser(EventNames.PageViewed, true) / PerUser(EventNames.PageViewed, false), 0.98, 1.02);
        Assert.InRange(PerUser(EventNames.FormError, true) / PerUser(EventNames.FormError, false), 1.1, 1.6);
    }
}
