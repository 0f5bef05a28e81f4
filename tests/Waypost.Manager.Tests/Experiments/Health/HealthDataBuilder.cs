using Waypost.Manager.Data;
using Waypost.Manager.Features.Experiments.Health;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Tests.Experiments.Health;

/// <summary>
/// A running experiment as its nightly counts saw it. Day 0 is the day of the start, Thursday 1 January 2026; the count of night n is at
/// 03:00 and has the days before it.
/// </summary>
internal sealed class HealthDataBuilder
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 9, 0, 0, TimeSpan.Zero);
    public static readonly DateOnly FirstDay = new(2026, 1, 1);

    /// <summary>How many nights were counted; the newest is the last one.</summary>
    public int Nights { get; init; } = 10;

    /// <summary>Users with an exposure by day, as seen in a night.</summary>
    public Func<int, int, long> Exposures { get; init; } = (_, _) => 100;

    /// <summary>Users with an event of the metric by day, in control and variant, as seen in a night.</summary>
    public Func<int, int, (long Off, long On)> Volumes { get; init; } = (_, _) => (40, 45);

    public IReadOnlyList<Pause> Pauses { get; init; } = [];

    public IEnumerable<(string Code, string Metric)> Open { get; init; } = [];

    public DateTimeOffset? KnownSince { get; init; }

    /// <summary>How many of the newest results are kept.</summary>
    public int Kept { get; init; } = 14;

    public bool IsConnected { get; init; } = true;

    public string? CountError { get; init; }

    public TimeSpan Later { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Changes what a night counted.</summary>
    public Func<ExposuresResult, int, ExposuresResult> Change { get; init; } = (count, _) => count;

    public static DateTimeOffset NightOf(int night) => new(FirstDay.AddDays(night).ToDateTime(new(3, 0)), TimeSpan.Zero);

    public static DateTimeOffset BeginOf(int day) => new(FirstDay.AddDays(day).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    public HealthData Build() =>
        new()
        {
            Now = (Nights == 0 ? Start : NightOf(Nights)) + Later,
            Days = new(TimeZoneInfo.Utc),
            PhaseStartedAt = Start,
            KnownSince = KnownSince ?? Start,
            Pauses = Pauses,
            IsConnected = IsConnected,
            CountError = CountError,
            Counts = [.. Enumerable.Range(1, Nights).TakeLast(Kept).Select(CountOf)],
            Volumes = [.. Enumerable.Range(1, Nights).TakeLast(Kept).Select(VolumesOf)],
            Open = Open.ToHashSet(),
        };

    public HealthVerdict Judge(string code, string metric = "") =>
        HealthChecks.Run(Build()).Single(verdict => verdict.Code == code && verdict.Metric == metric);

    public static ExposureCounts Counts(long off, long on, long several = 0) =>
        new()
        {
            ByVariant = new Dictionary<string, long> { ["off"] = off, ["on"] = on },
            Total = off + on,
            ExcludedMultiple = several,
            ExcludedNullUser = 0,
        };

    public static SampleRatio Ratio(long off, long on, double p, string? warning) =>
        new()
        {
            Expected = new Dictionary<string, double> { ["off"] = (off + on) / 2d, ["on"] = (off + on) / 2d },
            Observed = new Dictionary<string, long> { ["off"] = off, ["on"] = on },
            PValue = p,
            Warning = warning,
        };

    private ExposuresResult CountOf(int night) =>
        Change(
            new()
            {
                CountedAt = NightOf(night),
                Days = [],
                Exposures = Counts(500, 500),
                SampleRatio = Ratio(500, 500, 1, null),
                // The day of the count itself has just begun.
                Activity =
                [
                    .. Enumerable.Range(0, night).Select(day => new ActiveDay(FirstDay.AddDays(day), Exposures(day, night))),
                    new(FirstDay.AddDays(night), 3),
                ],
                TimeZone = "UTC",
            },
            night
        );

    private NoveltyResult VolumesOf(int night) =>
        new()
        {
            ComputedAt = NightOf(night),
            Window = new(Start, NightOf(night)),
            TimeZone = "UTC",
            Metrics =
            [
                new("done", "Quote completed", MetricType.Binomial, [])
                {
                    Volumes =
                    [
                        .. Enumerable
                            .Range(0, night)
                            .TakeLast(NoveltyResult.VolumeDays)
                            .SelectMany(day =>
                            {
                                var (off, on) = Volumes(day, night);
                                var date = FirstDay.AddDays(day);
                                return new MetricVolume[] { new(date, "off", off), new(date, "on", on) };
                            }),
                    ],
                },
            ],
        };
}
