using System.Text.Json;
using Waypost.Stats.Tests.AnalyticsDatabase;
using Waypost.Stats.Tests.Jobs;
using Waypost.Wire.Experiments;
using Waypost.Wire.Jobs;

namespace Waypost.Stats.Tests.Analysis;

public sealed class ExposuresJobTests(ShopDatabase shop) : IClassFixture<ShopDatabase>
{
    private async Task<ExposuresResult> CountAsync(string zone, string from, string to)
    {
        await using var worker = await StatsWorkerHost.StartAsync(shop.ConnectionString);
        await using var queue = new TestJobQueue(shop.ConnectionString);
        var request = new ExposuresRequest
        {
            ExperimentId = 7,
            Source = shop.Source(worker),
            From = TestRequest.At(from),
            To = TestRequest.At(to),
            Control = "off",
            Variants = [new("on", 1), new("off", 1)],
            TimeZone = zone,
        };
        var id = await queue.AddAsync(
            JobKinds.Exposures,
            JsonSerializer.Serialize(request, ExperimentsJson.Default.ExposuresRequest).Replace("'", "''", StringComparison.Ordinal)
        );
        await queue.UntilAsync($"(select status in ('{JobStatus.Succeeded}', '{JobStatus.Failed}') from jobs where id = {id})");
        Assert.Null(await queue.TextAsync(id, "error"));
        return JsonSerializer.Deserialize((await queue.TextAsync(id, "result"))!, ExperimentsJson.Default.ExposuresResult)!;
    }

    [Fact]
    public async Task Users_are_counted_on_the_day_of_their_first_exposure_without_gaps()
    {
        await shop.ExecuteAsync(
            """
            truncate exposures;
            insert into exposures values
              (7, 'a', '2026-03-02 10:00Z', true), (7, 'a', '2026-03-04 10:00Z', true), (7, 'b', '2026-03-04 11:00Z', false),
              (7, 'c', '2026-03-04 23:59:59Z', true), (7, 'd', '2026-03-05 00:00Z', true), (7, 'e', '2026-03-05 12:00Z', true),
              (7, 'several', '2026-03-02 10:00Z', true), (7, 'several', '2026-03-03 10:00Z', false),
              (8, 'other', '2026-03-02 10:00Z', true);
            """
        );

        var result = await CountAsync("UTC", "2026-03-02 09:00", "2026-03-05 12:00");

        Assert.Equal(
            ["2 off 0", "2 on 1", "3 off 0", "3 on 1", "4 off 1", "4 on 2", "5 off 1", "5 on 3"],
            result.Days.Select(day => $"{day.Date.Day} {day.Variant} {day.Users}")
        );
        Assert.Equal((4L, 1L), (result.Exposures.Total, result.Exposures.ExcludedMultiple));
        Assert.NotNull(result.SampleRatio);
        Assert.Equal(["2 2", "3 1", "4 3", "5 1"], result.Activity!.Select(day => $"{day.Date.Day} {day.Users}"));
        Assert.Equal("UTC", result.TimeZone);
    }

    [Fact]
    public async Task The_activity_has_the_last_sixty_days_with_every_user_once_a_day()
    {
        await shop.ExecuteAsync(
            """
            truncate exposures;
            insert into exposures
              select 7, 'u' || u, timestamptz '2026-03-01 08:00Z' + (u * d % 97) * interval '1 day' + n * interval '1 hour', u % 2 = 0
              from generate_series(1, 40) as u, generate_series(1, 20) as d, generate_series(0, 1) as n;
            """
        );

        var result = await CountAsync("Europe/Berlin", "2026-03-01 00:00", "2026-06-01 00:00");

        // 1 June has begun in Berlin.
        var expected = await shop.ScalarAsync(
            """
            select string_agg(d::date || ' ' || (
              select count(distinct user_id) from exposures where (timestamp at time zone 'Europe/Berlin')::date = d::date
                and timestamp < '2026-06-01Z'), ', ' order by d)
            from generate_series(timestamp '2026-04-03', timestamp '2026-06-01', interval '1 day') as d
            """
        );
        Assert.Equal(60, result.Activity!.Count);
        Assert.Equal(
            expected,
            string.Join(", ", result.Activity.Select(day => FormattableString.Invariant($"{day.Date:yyyy-MM-dd} {day.Users}")))
        );
    }

    [Theory]
    [InlineData("America/New_York", "2026-03-08 04:59:59Z", "2026-03-08 05:00:00Z")] // the day of 23 hours
    [InlineData("America/New_York", "2026-03-09 03:59:59Z", "2026-03-09 04:00:00Z")] // the day after
    [InlineData("Europe/Berlin", "2026-10-25 22:59:59Z", "2026-10-25 23:00:00Z")] // the day of 25 hours
    [InlineData("Australia/Lord_Howe", "2026-10-03 13:29:59Z", "2026-10-03 13:30:00Z")] // half an hour forward
    [InlineData("America/Havana", "2026-03-08 04:59:59Z", "2026-03-08 05:00:00Z")] // midnight does not exist
    [InlineData("Asia/Kathmandu", "2026-05-01 18:14:59Z", "2026-05-01 18:15:00Z")]
    public async Task A_day_ends_at_midnight_in_the_time_zone(string zone, string before, string after)
    {
        await shop.ExecuteAsync($"truncate exposures; insert into exposures values (7, 'a', '{before}', true), (7, 'b', '{after}', true)");

        var result = await CountAsync(zone, "2026-03-01 00:00", "2026-11-01 00:00");

        var days = result.Days.Where(day => day.Variant == "on").ToList();
        var first = days.FindIndex(day => day.Users == 1);
        Assert.Equal(2, days[first + 1].Users);
        Assert.Equal(days.Select((_, i) => days[0].Date.AddDays(i)), days.Select(day => day.Date));
    }
}
