using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments.Health;

/// <summary>The checks that need no metric: whether users are counted, and split as planned. Pure.</summary>
internal static class ExposureChecks
{
    /// <summary>As in the results: from this share on, something is wrong with the user ids.</summary>
    public const double SeveralShare = 0.01;

    /// <summary>A problem is over below this share, so that it does not come and go.</summary>
    public const double SeveralShareOver = 0.008;

    /// <summary>Fewer are a few testers who switch between accounts.</summary>
    public const long SmallestSeveral = 10;

    private static readonly TimeSpan firstDay = TimeSpan.FromDays(1);

    public static HealthVerdict NotCounted(HealthData data)
    {
        if (!data.IsConnected)
        {
            return HealthVerdict.NotJudged(HealthCodes.NotCounted, "", "No analytics database is connected.");
        }

        var last = data.Counts.Count == 0 ? (DateTimeOffset?)null : data.Counts[^1].CountedAt;
        if (data.IsFresh(data.KnownSince) || data.IsFresh(last ?? data.PhaseStartedAt))
        {
            return new(HealthCodes.NotCounted, "", null, last is null ? "The first nightly count is still to come." : null);
        }

        var message = last is { } at
            ? $"The last count that succeeded was on {ExperimentText.DateAndTime(at)}; two nights are missing."
            : "No count has succeeded since the start.";
        return new(
            HealthCodes.NotCounted,
            "",
            new(
                HealthFinding.Warning,
                "Exposures are not counted",
                data.CountError is { } error ? $"{message} The last attempt failed: {error}" : message,
                "Check that the stats worker is running and that its login can read the analytics database. Until then, nothing else is "
                    + "checked.",
                last ?? data.PhaseStartedAt
            )
        );
    }

    public static HealthVerdict Stopped(HealthData data)
    {
        const string code = HealthCodes.ExposuresStopped;
        if (data.IsPaused)
        {
            return new(code, "", null, "Paused: the flag is off, so no exposures are expected.");
        }

        if (data.Counts.Count == 0 || !data.IsFresh(data.Counts[^1].CountedAt))
        {
            return HealthVerdict.NotJudged(code, "", "There is no count of the last two days.");
        }

        if (NoneAtAll(data) is { } none)
        {
            return new(code, "", none);
        }

        var looks = data.ExposureLooks();
        if (looks.Count == 0 || looks[^1].At != data.Counts[^1].CountedAt)
        {
            return HealthVerdict.NotJudged(code, "", "The next count tells how many users had an exposure on each day.");
        }

        var wait = LateArrivals.DaysUntilComplete(looks, data.Days);
        var drop = DailyDrop.Find(ComparableDays(data, looks[^1], wait), out var isJudged);
        return drop is not null ? new(code, "", Finding(drop, data))
            : isJudged ? new(code, "", null)
            : HealthVerdict.NotJudged(code, "", $"Days are compared with the {DailyDrop.Week} before them, which are still to come.");
    }

    public static HealthVerdict SampleRatio(HealthData data)
    {
        var looks = Looks(data);
        if (looks.Count == 0 || looks[^1].Ratio is not { } newest || (newest.PValue is null && newest.Warning is null))
        {
            return HealthVerdict.NotJudged(HealthCodes.SampleRatio, "", "No users have been counted yet.");
        }

        // A problem is over when not even a warning is left, so that it does not come and go.
        if (!(newest.Warning == "alert" || (newest.Warning is not null && data.IsOpen(HealthCodes.SampleRatio))))
        {
            return new(HealthCodes.SampleRatio, "", null);
        }

        var since = looks.Reverse().TakeWhile(look => look.Ratio?.Warning is not null).Last().At;
        var users = newest.Expected.Select(one =>
            $"“{one.Key}” has {NumberFormat.Count(newest.Observed.GetValueOrDefault(one.Key))} users where "
            + $"{NumberFormat.Count((long)Math.Round(one.Value))} were expected"
        );
        return new(
            HealthCodes.SampleRatio,
            "",
            new(
                HealthFinding.Alarm,
                "Sample ratio mismatch",
                string.Join(", ", users) + (newest.PValue is { } p ? $" ({NumberFormat.PValueWithSymbol(p)})." : "."),
                "Do not trust the results. Look for a variant that fails, redirects or loses its exposures, and for bots in one variant; "
                    + "then begin a new phase.",
                since
            )
        );
    }

    public static HealthVerdict SeveralVariants(HealthData data)
    {
        var looks = Looks(data);
        var newest = looks.Count == 0 ? null : looks[^1].Counts;
        if (newest is null || newest.Total + newest.ExcludedMultiple == 0)
        {
            return HealthVerdict.NotJudged(HealthCodes.SeveralVariants, "", "No users have been counted yet.");
        }

        var limit = data.IsOpen(HealthCodes.SeveralVariants) ? SeveralShareOver : SeveralShare;
        if (newest.ExcludedMultiple < SmallestSeveral || ShareOf(newest) <= limit)
        {
            return new(HealthCodes.SeveralVariants, "", null);
        }

        return new(
            HealthCodes.SeveralVariants,
            "",
            new(
                HealthFinding.Warning,
                "Users see several variants",
                $"{NumberFormat.Count(newest.ExcludedMultiple)} users ({NumberFormat.Percent(ShareOf(newest))}) had exposures to more than "
                    + "one variant. They are excluded, which can make the groups differ.",
                "Check that the user ID stays the same when a user signs in, signs out or changes device, and that the application "
                    + "evaluates the flag with the same ID everywhere; then begin a new phase.",
                looks.Reverse().TakeWhile(look => ShareOf(look.Counts) > limit).Last().At
            )
        );
    }

    /// <summary>The complete and undisturbed days of a look, without those that are usually incomplete yet.</summary>
    internal static List<DayCount> ComparableDays(HealthData data, DayLook look, int wait) =>
        [
            .. look
                .Users.Where(day => day.Key <= data.Days.DateOf(look.At).AddDays(-wait) && data.IsUndisturbed(day.Key))
                .OrderBy(day => day.Key)
                .Select(day => new DayCount(day.Key, day.Value)),
        ];

    private static HealthFinding? NoneAtAll(HealthData data)
    {
        var newest = data.Counts[^1];
        var counts = newest.Exposures;
        return
            counts.Total + counts.ExcludedMultiple + counts.ExcludedUnknownVariant > 0
            || data.Pauses.Count > 0
            || newest.CountedAt - data.PhaseStartedAt < firstDay
            ? null
            : new(
                HealthFinding.Alarm,
                "There are no exposures",
                counts.ExcludedNullUser > 0
                    ? $"{NumberFormat.Count(counts.ExcludedNullUser)} exposures were logged since the start, all without a user ID."
                    : "Not one exposure was logged since the start.",
                "Check that the application evaluates the flag with a user ID, that what OnExposure gets is written with this experiment’s "
                    + "number, and that the exposures query returns it.",
                data.PhaseStartedAt
            );
    }

    private static HealthFinding Finding(DailyDrop drop, HealthData data) =>
        new(
            HealthFinding.Alarm,
            drop.Last.Users == 0 ? "Exposures have stopped" : "Exposures have dropped",
            $"On {HealthDays.Format(drop.Last.Date)}, {Users(drop.Last.Users)} had an exposure. By the week before and the same weekday, "
                + $"at least {NumberFormat.Count((long)drop.Usual)} would be usual.",
            "Check that the application still evaluates the flag with a user ID, that what OnExposure gets is still written, and what was "
                + "deployed that day. If fewer people came at all, such as on a holiday, nothing is wrong.",
            data.Days.Begin(drop.Since)
        );

    private static string Users(long users) =>
        users switch
        {
            0 => "nobody",
            1 => "1 user",
            _ => $"{NumberFormat.Count(users)} users",
        };

    private static double ShareOf(ExposureCounts counts) =>
        counts.ExcludedMultiple == 0 ? 0 : counts.ExcludedMultiple / (double)(counts.Total + counts.ExcludedMultiple);

    /// <summary>What counts and the newest analysis said, oldest first.</summary>
    private static IReadOnlyList<(DateTimeOffset At, ExposureCounts Counts, SampleRatio? Ratio)> Looks(HealthData data)
    {
        var looks = data.Counts.Select(count => (count.CountedAt, count.Exposures, count.SampleRatio)).ToList();
        if (data.Analysis?.OfAllData is { } analysis)
        {
            looks.Add((analysis.AnalyzedAt, analysis.Exposures, analysis.SampleRatio));
        }

        return [.. looks.OrderBy(look => look.Item1)];
    }
}
