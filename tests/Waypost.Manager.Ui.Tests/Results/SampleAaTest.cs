using System.Text.Json;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Tests.Results;

/// <summary>Results of A/A tests, as the stats worker computes them.</summary>
internal static class SampleAaTest
{
    /// <summary>A metric that behaves well, with the definition that <c>SiteWithMetric</c> gives it.</summary>
    public static AaTestResult Good { get; } =
        new()
        {
            ComputedAt = new(2026, 10, 28, 3, 0, 0, TimeSpan.Zero),
            Metric = new()
            {
                Key = "quote-completed",
                Name = "Quote completed",
                Type = MetricType.Binomial,
                Query = "select user_id, timestamp from events",
            },
            Window = new(new(2026, 9, 30, 3, 0, 0, TimeSpan.Zero), new(2026, 10, 28, 3, 0, 0, TimeSpan.Zero)),
            Days = 28,
            Users = 18_204,
            UsersFrom = AaTestUsers.Exposures,
            Share = 0.5,
            Resplits = 1_000,
            Seed = 19_000_019,
            Buckets = 11_020,
            Method = "Pearson's chi-square",
            Mean = 0.2,
            Fixed = Alarms(52, AaVerdict.AsPromised, "5.2 % of 1,000 re-splits: as promised (5 %)."),
            AlwaysValid = Alarms(3, AaVerdict.AsPromised, "0.3 % of 1,000 re-splits at 10 looks: as promised (at most 1 %)."),
            Looks = 10,
            PValues = [99, 104, 96, 101, 100, 92, 108, 97, 103, 100],
            Uniformity = 0.98,
            StandardDeviation = 0.0059,
            Power = 0.8,
            SmallestEffect = 0.083,
            SmallestDifference = 0.0166,
            Curve = [new(7, 4_551, 0.166), new(14, 9_102, 0.117), new(28, 18_204, 0.083), new(56, 36_408, 0.059)],
            Values = new()
            {
                Rows = 3_811,
                UsersWithRows = 3_641,
                LargestShareOfRows = 0.0011,
            },
            Warnings = [],
            Sql = "select bucket, count(*) from waypost_users group by bucket",
        };

    /// <summary>One with a bot and a heavy tail.</summary>
    public static AaTestResult Bad { get; } =
        Good with
        {
            Fixed = Alarms(
                98,
                AaVerdict.TooMany,
                "9.8 % of 1,000 re-splits, where 5 % is promised: this metric gives false alarms about 2 times as often as it should."
            ),
            Share = 0.1,
            Days = 90,
            Values = new()
            {
                Rows = 90_000,
                UsersWithRows = 3_641,
                LargestShareOfRows = 0.31,
                LargestShareOfTotal = 0.4,
                TopShareOfTotal = 0.72,
                Skewness = 38.25,
            },
            Warnings = [new("one-user-many-rows", "One user has 31 % of the rows: probably a bot, a test account or a shared one.")],
        };

    public static string Json(AaTestResult result) => JsonSerializer.Serialize(result, ExperimentsJson.Default.AaTestResult);

    private static FalseAlarms Alarms(int alarms, AaVerdict verdict, string message) =>
        new()
        {
            Promised = 0.05,
            Alarms = alarms,
            Compared = 1_000,
            Rate = alarms / 1_000d,
            Interval = [alarms * 0.7 / 1_000, alarms * 1.4 / 1_000],
            Verdict = verdict,
            Message = message,
        };
}
