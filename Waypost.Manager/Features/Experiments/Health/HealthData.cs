using Waypost.Manager.Data;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments.Health;

/// <summary>What is known of the current phase of a running experiment when its health is checked.</summary>
internal sealed record HealthData
{
    /// <summary>
    /// A count older than this is not judged: two nights were missed. One missed night may be a restart, and the next one makes up for it.
    /// </summary>
    public static readonly TimeSpan Stale = TimeSpan.FromHours(50);

    public required DateTimeOffset Now { get; init; }

    public required HealthDays Days { get; init; }

    public required DateTimeOffset PhaseStartedAt { get; init; }

    /// <summary>When the phase was begun here, which is later than its start if that was backdated.</summary>
    public required DateTimeOffset KnownSince { get; init; }

    public required IReadOnlyList<Pause> Pauses { get; init; }

    /// <summary>Whether the project has an analytics database.</summary>
    public required bool IsConnected { get; init; }

    /// <summary>Why the newest count failed; null if it did not.</summary>
    public string? CountError { get; init; }

    /// <summary>Counts of exposures, oldest first.</summary>
    public required IReadOnlyList<ExposuresResult> Counts { get; init; }

    public AnalysisResult? Analysis { get; init; }

    /// <summary>Results with the volumes of the metrics, oldest first.</summary>
    public required IReadOnlyList<NoveltyResult> Volumes { get; init; }

    /// <summary>Check and metric of the problems that are open.</summary>
    public IReadOnlySet<(string Code, string Metric)> Open { get; init; } = new HashSet<(string, string)>();

    public bool IsPaused => Pauses is [.., { To: null }];

    public bool IsFresh(DateTimeOffset at) => Now - at <= Stale;

    public bool IsOpen(string code, string metric = "") => Open.Contains((code, metric));

    /// <summary>
    /// Whether a day can be compared with others: not the day on which the phase began, which is shorter, and none on which the flag was
    /// switched off or on.
    /// </summary>
    public bool IsUndisturbed(DateOnly date) =>
        date > Days.DateOf(PhaseStartedAt)
        && Pauses.All(pause => date < Days.DateOf(pause.From) || (pause.To is { } to && date > Days.DateOf(to)));

    /// <summary>Users by day of exposure, as each count saw complete days.</summary>
    public IReadOnlyList<DayLook> ExposureLooks() =>
        [
            .. Counts
                .Where(count => count.Activity is not null && count.TimeZone == Days.Zone)
                .Select(count => new DayLook(
                    count.CountedAt,
                    count.Activity!.Where(day => Days.IsComplete(day.Date, count.CountedAt)).ToDictionary(day => day.Date, day => day.Users)
                )),
        ];

    /// <summary>Users by day of the metric's events, as each result saw complete days.</summary>
    /// <param name="variant">Null = of all variants together.</param>
    public IReadOnlyList<DayLook> VolumeLooks(string metric, string? variant = null) =>
        [
            .. Volumes
                .Where(result => result.TimeZone == Days.Zone)
                .Select(result => (result.ComputedAt, Metric: result.Metrics.FirstOrDefault(one => one.Metric == metric)?.Volumes))
                .Where(look => look.Metric is not null)
                .Select(look => new DayLook(
                    look.ComputedAt,
                    look.Metric!.Where(day => variant is null || day.Variant == variant)
                        .GroupBy(day => day.Date)
                        .ToDictionary(day => day.Key, day => day.Sum(one => one.Users))
                )),
        ];
}
