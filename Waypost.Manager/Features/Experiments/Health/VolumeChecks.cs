using Waypost.Manager.Ui;
using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments.Health;

/// <summary>The checks of what arrives each day: metrics that drop in all variants, and what arrives late. Pure.</summary>
internal static class VolumeChecks
{
    /// <summary>
    /// Each variant must have lost at least half: one that drops alone is a result. More than <see cref="DailyDrop.Share"/>, because the
    /// numbers of one variant are smaller and vary more.
    /// </summary>
    public const double VariantShare = 0.5;

    private const string NoVolumes = "There is no count of the metrics’ volumes of the last two days.";

    public static IEnumerable<HealthVerdict> Dropped(HealthData data)
    {
        if (Newest(data) is not { } newest)
        {
            return NotCounted(data, HealthCodes.MetricDropped).Append(HealthVerdict.NotJudged(HealthCodes.MetricDropped, "", NoVolumes));
        }

        return newest.Metrics.Select(metric => Dropped(data, newest, metric));
    }

    public static IEnumerable<HealthVerdict> Late(HealthData data)
    {
        yield return Late(
            data,
            data.ExposureLooks(),
            "",
            "Exposures arrive late",
            data.Counts.Count > 0 && data.IsFresh(data.Counts[^1].CountedAt)
        );
        if (Newest(data) is { } newest)
        {
            foreach (var metric in newest.Metrics)
            {
                yield return Late(data, data.VolumeLooks(metric.Metric), metric.Metric, $"Events of “{metric.Name}” arrive late", true);
            }
        }
        else
        {
            foreach (var verdict in NotCounted(data, HealthCodes.LateEvents))
            {
                yield return verdict;
            }
        }
    }

    private static HealthVerdict Dropped(HealthData data, NoveltyResult newest, NoveltyMetric metric)
    {
        const string code = HealthCodes.MetricDropped;
        var looks = data.VolumeLooks(metric.Metric);
        if (metric.Volumes is null || looks.Count == 0 || looks[^1].At != newest.ComputedAt)
        {
            return HealthVerdict.NotJudged(code, metric.Metric, metric.Warning?.Message ?? "Its volume could not be counted.");
        }

        if (data.IsPaused)
        {
            return HealthVerdict.NotJudged(code, metric.Metric, "The experiment is paused.");
        }

        var wait = LateArrivals.DaysUntilComplete(looks, data.Days);
        var drop = DailyDrop.Find(ExposureChecks.ComparableDays(data, Merge(looks), wait), out var isJudged);
        if (drop is null)
        {
            return isJudged
                ? new(code, metric.Metric, null)
                : HealthVerdict.NotJudged(code, metric.Metric, $"There are fewer than {DailyDrop.Week + 1} complete days.");
        }

        var variants = metric
            .Volumes.Select(day => day.Variant)
            .Distinct()
            .Select(variant => (Variant: variant, Merge(data.VolumeLooks(metric.Metric, variant)).Users))
            .Select(one =>
                (
                    one.Variant,
                    Last: one.Users.GetValueOrDefault(drop.Last.Date),
                    Usual: DailyDrop.UsualOf(
                        drop.Last.Date,
                        [.. drop.Before.Select(day => day with { Users = one.Users.GetValueOrDefault(day.Date) })]
                    )
                )
            )
            .Where(one => one.Usual >= 1)
            .ToList();
        if (variants.Count < 2)
        {
            return HealthVerdict.NotJudged(code, metric.Metric, "Only one variant has enough users.");
        }

        return variants.TrueForAll(one => one.Last <= VariantShare * one.Usual)
            ? new(code, metric.Metric, Finding(drop, metric, [.. variants.Select(one => (one.Variant, one.Last))], data))
            : new(code, metric.Metric, null, "It dropped in some variants only, which is a result and no fault.");
    }

    private static HealthFinding Finding(
        DailyDrop drop,
        NoveltyMetric metric,
        IReadOnlyList<(string Variant, long Users)> variants,
        HealthData data
    ) =>
        new(
            HealthFinding.Alarm,
            $"“{metric.Name}” has {(drop.Last.Users == 0 ? "stopped" : "dropped")} in all variants",
            $"On {HealthDays.Format(drop.Last.Date)}, {NumberFormat.Count(drop.Last.Users)} users had an event: "
                + string.Join(", ", variants.Select(one => $"“{one.Variant}” {NumberFormat.Count(one.Users)}"))
                + $". By the week before and the same weekday, at least {NumberFormat.Count((long)drop.Usual)} would be usual. The variant "
                + "under test cannot do that to the control.",
            "Look at what writes and loads these events, and what was deployed that day; the preview of the metric shows what its query "
                + "returns. If fewer people came at all, such as on a holiday, nothing is wrong.",
            data.Days.Begin(drop.Since)
        );

    private static HealthVerdict Late(HealthData data, IReadOnlyList<DayLook> looks, string metric, string title, bool isFresh)
    {
        if (looks.Count < 2 || !isFresh)
        {
            return HealthVerdict.NotJudged(HealthCodes.LateEvents, metric, "Only one night has been counted.");
        }

        var late = LateArrivals.Find(looks);
        if (late.Count == 0)
        {
            return new(HealthCodes.LateEvents, metric, null);
        }

        var worst = late.MaxBy(day => day.Share)!;
        var others =
            late.Count == 1 ? "" : $" {Plural.Of(late.Count, "day", "days")} of the last {LateArrivals.RecentDays} grew like that.";
        return new(
            HealthCodes.LateEvents,
            metric,
            new(
                HealthFinding.Warning,
                title,
                $"{HealthDays.Format(worst.Date)} had {NumberFormat.Count(worst.First)} users when it was first counted, on "
                    + $"{ExperimentText.DateAndTime(worst.At)}, and {NumberFormat.Count(worst.Now)} in the newest count: "
                    + $"{NumberFormat.Percent(worst.Share)} came later.{others}",
                "Until they arrive, the numbers of the last days are too low. If data is loaded at night, count after that "
                    + "(Waypost:Nightly:At); otherwise look for queues, retries, and devices that send later. The final result waits one "
                    + "day after the planned end.",
                late[0].At
            )
        );
    }

    /// <summary>Problems of metrics stay open until there are volumes again.</summary>
    private static IEnumerable<HealthVerdict> NotCounted(HealthData data, string code) =>
        data
            .Open.Where(one => one.Code == code && one.Metric.Length > 0)
            .Select(one => HealthVerdict.NotJudged(code, one.Metric, NoVolumes));

    /// <summary>The newest number of each day, because a result has only the last days.</summary>
    private static DayLook Merge(IReadOnlyList<DayLook> looks)
    {
        var users = new Dictionary<DateOnly, long>();
        foreach (var (date, count) in looks.SelectMany(look => look.Users))
        {
            users[date] = count;
        }

        return new(looks.Count == 0 ? default : looks[^1].At, users);
    }

    private static NoveltyResult? Newest(HealthData data) =>
        data.Volumes is [.., var newest] && data.IsFresh(newest.ComputedAt) ? newest : null;
}
