namespace Waypost.Manager.Features.Experiments.Health;

/// <summary>Days that have far fewer users than is usual.</summary>
/// <param name="Since">The first of them.</param>
/// <param name="Last">The last one.</param>
/// <param name="Usual">Users that the last one would at least be expected to have, see <see cref="UsualOf"/>.</param>
/// <param name="Before">The days they are compared with, in order.</param>
internal sealed record DailyDrop(DateOnly Since, DayCount Last, double Usual, IReadOnlyList<DayCount> Before)
{
    /// <summary>Every weekday must be among the days compared with: shops have half the users on a Sunday, and offices none.</summary>
    public const int Week = 7;

    /// <summary>
    /// Three tenths of what is usual. Days vary for many reasons: of experiments in which each day varies by 25 % by itself, 1 in 400 has
    /// such a day in four weeks. With two fifths it would be 1 in 30, because the usual number of a Sunday is that of one or two Sundays.
    /// </summary>
    public const double Share = 0.3;

    /// <summary>Before a week is known, two days without users may be a weekend; a third one in a row is none.</summary>
    public const int ZeroDaysInFirstWeek = 3;

    /// <summary>
    /// At most so often would chance alone give so different counts, if both days had the same mean. In four weeks, a hundred numbers may
    /// be judged. With it, no users at all stand out against 14.
    /// </summary>
    private const double ErrorRate = 0.0001;

    /// <summary>Null if the last day is no drop.</summary>
    /// <param name="days">In order; the last one is judged.</param>
    /// <param name="isJudged">False if there are not enough days before it.</param>
    public static DailyDrop? Find(IReadOnlyList<DayCount> days, out bool isJudged)
    {
        var normal = new List<DayCount>();
        var low = new List<DayCount>();
        foreach (var day in days)
        {
            if (normal.Count < Week ? IsEarlyZero(day, normal) : IsLow(day, UsualOf(day.Date, normal)))
            {
                low.Add(day);
                // A week at a lower level is the new level. A week without anybody is not.
                if (low.Count >= Week && low.TakeLast(Week).All(one => one.Users > 0))
                {
                    normal = [.. low.TakeLast(Week)];
                    low.Clear();
                }
            }
            else
            {
                // Days without users in the first week were a weekend, or an office's holiday.
                normal.AddRange(normal.Count < Week ? low : []);
                normal.Add(day);
                low.Clear();
            }
        }

        var needed = normal.Count < Week ? ZeroDaysInFirstWeek : 1;
        isJudged = low.Count >= needed || (normal.Count > Week && low.Count == 0);
        return low.Count < needed ? null : new(low[0].Date, low[^1], UsualOf(low[^1].Date, normal), normal);
    }

    /// <summary>
    /// The smallest of what the same weekday had one and two weeks ago, as far as they are known, and the median of the last seven days: a
    /// Sunday is compared with Sundays, and the day after a campaign with the days before it.
    /// </summary>
    /// <param name="before">Days in order, at least one.</param>
    public static double UsualOf(DateOnly date, IReadOnlyList<DayCount> before)
    {
        var median = Median([.. before.TakeLast(Week)]);
        var sameWeekday = before.Where(day => day.Date == date.AddDays(-Week) || day.Date == date.AddDays(-2 * Week)).ToList();
        return sameWeekday.Count > 0 ? Math.Min(median, sameWeekday.Min(day => day.Users))
            : before.Count < Week ? median
            // That weekday was no normal day: be careful.
            : before.TakeLast(Week).Min(day => day.Users);
    }

    /// <summary>
    /// Whether two counts differ by more than chance: given their sum n, the smaller one is binomial with ½ if their means are the same,
    /// and P(X ≤ x) ≤ exp(−n·KL(x/n ‖ ½)). Source: Hoeffding 1963, Theorem 1.
    /// </summary>
    internal static bool IsBeyondChance(double users, double before)
    {
        var sum = users + before;
        var exponent = (users == 0 ? 0 : users * Math.Log(2 * users / sum)) + (before * Math.Log(2 * before / sum));
        return users < before && exponent >= -Math.Log(ErrorRate);
    }

    private static bool IsLow(DayCount day, double usual) => day.Users <= Share * usual && IsBeyondChance(day.Users, usual);

    private static bool IsEarlyZero(DayCount day, List<DayCount> normal) =>
        day.Users == 0 && normal.Count > 0 && IsLow(day, UsualOf(day.Date, normal));

    private static double Median(IReadOnlyList<DayCount> days)
    {
        var ordered = days.Select(day => day.Users).Order().ToList();
        return (ordered[(ordered.Count - 1) / 2] + ordered[ordered.Count / 2]) / 2d;
    }
}
