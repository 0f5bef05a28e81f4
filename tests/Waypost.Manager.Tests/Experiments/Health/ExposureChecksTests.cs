using Waypost.Manager.Data;
using Waypost.Manager.Features.Experiments.Health;

namespace Waypost.Manager.Tests.Experiments.Health;

/// <summary>The checks of a running experiment that need no metric, on both sides of each threshold.</summary>
public sealed class ExposureChecksTests
{
    [Theory]
    // Three tenths of what is usual, beyond chance.
    [InlineData(100, 30, true)]
    [InlineData(100, 31, false)]
    [InlineData(100, 0, true)]
    // Of small numbers, as much may be chance: 30 and 5 differ with p < 0.0001, 30 and 6 do not.
    [InlineData(30, 5, true)]
    [InlineData(30, 6, false)]
    // Nobody stands out against 14: 2⁻¹⁴ < 0.0001 < 2⁻¹³.
    [InlineData(14, 0, true)]
    [InlineData(13, 0, false)]
    public void Exposures_stop_at_three_tenths_of_what_is_usual_and_beyond_chance(long before, long last, bool isProblem)
    {
        var verdict = new HealthDataBuilder { Nights = 9, Exposures = (day, _) => day == 8 ? last : before }.Judge(
            HealthCodes.ExposuresStopped
        );

        Assert.True(verdict.IsJudged);
        Assert.Equal(isProblem, verdict.Finding is not null);
    }

    [Theory]
    [InlineData(8, 20, 0)] // Friday: the same weekday a week ago was as quiet
    [InlineData(8, 100, 1)]
    [InlineData(15, 100, 1)] // both Fridays before
    [InlineData(15, 20, 0)]
    public void A_day_is_compared_with_the_same_weekday_of_two_weeks_and_with_most_days(int day, long friday, int problems)
    {
        var verdict = new HealthDataBuilder
        {
            Nights = day + 1,
            Exposures = (date, _) =>
                date == day ? 20
                : date == 1 ? friday
                : 100,
        }.Judge(HealthCodes.ExposuresStopped);

        Assert.Equal(problems, verdict.Finding is null ? 0 : 1);
    }

    [Fact]
    public void After_a_campaign_a_usual_day_is_no_drop()
    {
        var verdict = new HealthDataBuilder { Nights = 9, Exposures = (day, _) => day == 1 ? 1000 : 100 }.Judge(
            HealthCodes.ExposuresStopped
        );

        Assert.Equal((true, null), (verdict.IsJudged, verdict.Finding));
    }

    [Fact]
    public void A_stop_says_since_when_and_lasts_until_exposures_are_back()
    {
        HealthVerdict After(int nights) =>
            new HealthDataBuilder { Nights = nights, Exposures = (day, _) => day is >= 9 and < 20 ? 0 : 100 }.Judge(
                HealthCodes.ExposuresStopped
            );

        Assert.Null(After(9).Finding);
        foreach (var nights in Enumerable.Range(10, 11))
        {
            var finding = After(nights).Finding!;
            Assert.Equal(HealthDataBuilder.BeginOf(9), finding.Since);
            Assert.Equal("Exposures have stopped", finding.Title);
            Assert.Contains("nobody had an exposure", finding.Message, StringComparison.Ordinal);
        }

        Assert.Null(After(21).Finding);
    }

    [Fact]
    public void A_lower_level_is_the_new_level_after_a_week()
    {
        HealthVerdict After(int nights) =>
            new HealthDataBuilder { Nights = nights, Exposures = (day, _) => day >= 9 ? 30 : 100 }.Judge(HealthCodes.ExposuresStopped);

        Assert.All(Enumerable.Range(10, 6), nights => Assert.NotNull(After(nights).Finding));
        Assert.All(Enumerable.Range(16, 8), nights => Assert.Null(After(nights).Finding));
    }

    [Fact]
    public void In_the_first_week_two_days_without_exposures_may_be_a_weekend_and_the_third_is_none()
    {
        HealthVerdict After(int nights, long before = 14) =>
            new HealthDataBuilder { Nights = nights, Exposures = (day, _) => day >= 3 ? 0 : before }.Judge(HealthCodes.ExposuresStopped);

        Assert.Equal((false, false), (After(5).IsJudged, After(5).Finding is not null));
        Assert.Equal(HealthDataBuilder.BeginOf(3), After(6).Finding!.Since);
        Assert.Null(After(6, before: 13).Finding);
    }

    [Fact]
    public void An_office_without_weekends_is_fine_on_weekends_and_not_on_a_workday_without_users()
    {
        // 3 and 4 January 2026 are a weekend.
        bool IsWeekend(int day) => day % 7 is 2 or 3;
        HealthVerdict After(int nights, int stop = int.MaxValue) =>
            new HealthDataBuilder { Nights = nights, Exposures = (day, _) => IsWeekend(day) || day >= stop ? 0 : 50 }.Judge(
                HealthCodes.ExposuresStopped
            );

        Assert.All(Enumerable.Range(1, 28), nights => Assert.Null(After(nights).Finding));
        Assert.Equal(HealthDataBuilder.BeginOf(13), After(14, stop: 13).Finding!.Since);
    }

    [Fact]
    public void Where_data_is_loaded_after_the_count_the_last_day_is_not_judged()
    {
        HealthVerdict Judge(int stop) =>
            new HealthDataBuilder { Nights = 14, Exposures = (day, night) => day == night - 1 || day >= stop ? 0 : 100 }.Judge(
                HealthCodes.ExposuresStopped
            );

        Assert.Null(Judge(stop: 13).Finding);
        Assert.Equal(HealthDataBuilder.BeginOf(12), Judge(stop: 12).Finding!.Since);
    }

    [Fact]
    public void While_the_flag_is_off_no_exposures_are_expected_and_days_of_a_pause_are_not_compared()
    {
        var off = HealthDataBuilder.NightOf(10).AddHours(-30);
        HealthVerdict Judge(Pause pause, Func<int, int, long> exposures) =>
            new HealthDataBuilder
            {
                Nights = 12,
                Pauses = [pause],
                Exposures = exposures,
            }.Judge(HealthCodes.ExposuresStopped);

        Assert.Null(Judge(new(off, null), (day, _) => day >= 8 ? 0 : 100).Finding);
        Assert.Null(Judge(new(off, off.AddDays(2)), (day, _) => day is >= 8 and <= 10 ? 0 : 100).Finding);
        Assert.NotNull(Judge(new(off, off.AddDays(2)), (day, _) => day >= 8 ? 0 : 100).Finding);
    }

    [Theory]
    [InlineData(0, 0, "Not one exposure")]
    [InlineData(0, 12, "12 exposures were logged since the start, all without a user ID")]
    [InlineData(1, 0, null)]
    public void Without_any_exposure_a_day_after_the_start_something_is_wrong(long users, long withoutId, string? message)
    {
        HealthVerdict After(int nights) =>
            new HealthDataBuilder
            {
                Nights = nights,
                Exposures = (_, _) => 0,
                Change = (count, _) => count with { Exposures = HealthDataBuilder.Counts(users, 0) with { ExcludedNullUser = withoutId } },
            }.Judge(HealthCodes.ExposuresStopped);

        // The first night is 18 hours after the start.
        Assert.Null(After(1).Finding);
        Assert.Equal(message is null ? null : HealthDataBuilder.Start, After(2).Finding?.Since);
        Assert.Contains(message ?? "", After(2).Finding?.Message ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alert", false, true)]
    [InlineData("warn", false, false)]
    // One that is open is over when not even a warning is left.
    [InlineData("warn", true, true)]
    [InlineData(null, true, false)]
    public void The_sample_ratio_is_a_problem_from_an_alert_until_no_warning_is_left(string? warning, bool isOpen, bool isProblem)
    {
        var verdict = new HealthDataBuilder
        {
            Open = isOpen ? [(HealthCodes.SampleRatio, "")] : [],
            Change = (count, night) =>
                count with
                {
                    SampleRatio = HealthDataBuilder.Ratio(5200, 4800, 0.0004, night >= 8 ? warning : null),
                },
        }.Judge(HealthCodes.SampleRatio);

        Assert.Equal(isProblem, verdict.Finding is not null);
        if (isProblem)
        {
            Assert.Equal(HealthDataBuilder.NightOf(8), verdict.Finding!.Since);
            Assert.Equal(
                "“off” has 5,200 users where 5,000 were expected, “on” has 4,800 users where 5,000 were expected (p = 0.0004).",
                verdict.Finding.Message
            );
        }
    }

    [Theory]
    [InlineData(10, 990, false, false)] // exactly 1 %
    [InlineData(10, 989, false, true)]
    [InlineData(9, 100, false, false)] // fewer than ten
    [InlineData(9, 100, true, false)]
    [InlineData(10, 1200, false, false)]
    [InlineData(10, 1200, true, true)] // 0.83 %: not over yet
    [InlineData(10, 1240, true, false)] // 0.8 %
    public void Users_in_several_variants_are_a_problem_above_one_per_cent(long several, long users, bool isOpen, bool isProblem)
    {
        var verdict = new HealthDataBuilder
        {
            Open = isOpen ? [(HealthCodes.SeveralVariants, "")] : [],
            Change = (count, _) => count with { Exposures = HealthDataBuilder.Counts(users, 0, several) },
        }.Judge(HealthCodes.SeveralVariants);

        Assert.Equal(isProblem, verdict.Finding is not null);
    }

    [Theory]
    [InlineData(50, false)]
    [InlineData(50.1, true)]
    public void Two_missing_nights_are_a_problem_and_nothing_else_is_judged_meanwhile(double hours, bool isProblem)
    {
        var builder = new HealthDataBuilder
        {
            Later = TimeSpan.FromHours(hours),
            CountError = "No connection.",
            Exposures = (day, _) => day == 9 ? 0 : 100,
        };

        var finding = builder.Judge(HealthCodes.NotCounted).Finding;
        Assert.Equal(isProblem ? HealthDataBuilder.NightOf(10) : null, finding?.Since);
        Assert.Equal(isProblem, finding?.Message.EndsWith("The last attempt failed: No connection.", StringComparison.Ordinal) is true);
        Assert.Equal(!isProblem, builder.Judge(HealthCodes.ExposuresStopped).IsJudged);
    }

    [Fact]
    public void Without_a_count_it_is_a_problem_two_nights_after_the_start_unless_no_database_is_connected()
    {
        HealthVerdict After(double hours, bool isConnected = true, double startedAfter = 0) =>
            new HealthDataBuilder
            {
                Nights = 0,
                IsConnected = isConnected,
                KnownSince = HealthDataBuilder.Start.AddHours(startedAfter),
                Later = TimeSpan.FromHours(hours),
            }.Judge(HealthCodes.NotCounted);

        Assert.Null(After(50).Finding);
        Assert.Equal(HealthDataBuilder.Start, After(51).Finding!.Since);
        Assert.False(After(51, isConnected: false).IsJudged);
        // Its start was backdated.
        Assert.Null(After(500, startedAfter: 450).Finding);
    }
}
