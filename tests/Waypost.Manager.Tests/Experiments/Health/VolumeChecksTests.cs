using Waypost.Manager.Features.Experiments.Health;

namespace Waypost.Manager.Tests.Experiments.Health;

/// <summary>Metrics that drop in all variants, and what arrives late, on both sides of each threshold.</summary>
public sealed class VolumeChecksTests
{
    private const string Metric = "done";

    [Theory]
    [InlineData(12, 12, true)] // three tenths together
    [InlineData(13, 12, false)]
    [InlineData(0, 0, true)]
    [InlineData(4, 20, true)] // three tenths together, and one variant half
    [InlineData(3, 21, false)]
    [InlineData(0, 24, false)] // one variant only: a result
    public void A_metric_drops_at_three_tenths_of_what_is_usual_if_every_variant_lost_half(long off, long on, bool isProblem)
    {
        var verdict = new HealthDataBuilder { Nights = 9, Volumes = (day, _) => day == 8 ? (off, on) : (40, 40) }.Judge(
            HealthCodes.MetricDropped,
            Metric
        );

        Assert.True(verdict.IsJudged);
        Assert.Equal(isProblem, verdict.Finding is not null);
    }

    [Fact]
    public void A_drop_says_since_when_with_the_numbers_of_each_variant_and_lasts_longer_than_a_result_reaches_back()
    {
        foreach (var nights in Enumerable.Range(10, 25))
        {
            var finding = new HealthDataBuilder { Nights = nights, Volumes = (day, _) => day >= 9 ? (0, 0) : (42, 45) }
                .Judge(HealthCodes.MetricDropped, Metric)
                .Finding;

            Assert.Equal(HealthDataBuilder.BeginOf(9), finding!.Since);
            Assert.Equal("“Quote completed” has stopped in all variants", finding.Title);
            Assert.Contains("0 users had an event: “off” 0, “on” 0.", finding.Message, StringComparison.Ordinal);
            Assert.Contains("at least 87 would be usual", finding.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_first_week_is_not_judged()
    {
        HealthVerdict After(int nights) => new HealthDataBuilder { Nights = nights }.Judge(HealthCodes.MetricDropped, Metric);

        // The day of the start does not count.
        Assert.False(After(8).IsJudged);
        Assert.True(After(9).IsJudged);
    }

    [Theory]
    [InlineData(400, 380, true)] // 5 %, 20 users
    [InlineData(400, 381, false)]
    [InlineData(500, 476, false)] // 24 users, but below 5 %
    [InlineData(100, 81, false)] // 19 %, but 19 users
    [InlineData(100, 80, true)]
    [InlineData(100, 0, true)]
    public void Events_are_late_if_a_day_grows_by_five_per_cent_and_twenty_users(long users, long first, bool isProblem)
    {
        // Day 7 is counted first in night 8.
        var builder = new HealthDataBuilder
        {
            Exposures = (day, night) => day == 7 && night == 8 ? first : users,
            Volumes = (day, night) => (day == 7 && night == 8 ? first : users, 0),
        };

        foreach (var verdict in new[] { builder.Judge(HealthCodes.LateEvents), builder.Judge(HealthCodes.LateEvents, Metric) })
        {
            Assert.True(verdict.IsJudged);
            Assert.Equal(isProblem ? HealthDataBuilder.NightOf(8) : null, verdict.Finding?.Since);
        }
    }

    [Fact]
    public void Late_events_say_how_much_of_which_day_and_are_over_a_week_later()
    {
        HealthVerdict After(int nights) =>
            new HealthDataBuilder { Nights = nights, Exposures = (day, night) => day is 6 or 7 && night == day + 1 ? 75 : 100 }.Judge(
                HealthCodes.LateEvents
            );

        Assert.Equal(
            "Wed 7 Jan had 75 users when it was first counted, on 8 Jan 2026, 03:00 UTC, and 100 in the newest count: 25\u00a0% came "
                + "later. 2 days of the last 7 grew like that.",
            After(9).Finding!.Message
        );
        Assert.NotNull(After(14).Finding);
        Assert.Null(After(15).Finding);
    }

    [Fact]
    public void Without_a_recent_result_problems_of_metrics_stay_open()
    {
        var verdict = new HealthDataBuilder { Later = TimeSpan.FromHours(51), Open = [(HealthCodes.MetricDropped, Metric)] }.Judge(
            HealthCodes.MetricDropped,
            Metric
        );

        Assert.Equal((false, null), (verdict.IsJudged, verdict.Finding));
    }
}
