namespace Waypost.Manager.Features.Experiments.Health;

/// <summary>Days whose numbers grew after they were first counted.</summary>
internal static class LateArrivals
{
    /// <summary>
    /// A twentieth of the day. Less is usual where phones send their events when they have a connection, and no night's numbers are off by
    /// more than that.
    /// </summary>
    public const double Share = 0.05;

    /// <summary>Below so many users a twentieth is one or two, which matters to nobody.</summary>
    public const long Smallest = 20;

    /// <summary>Only days of the last week: what was late before is complete now.</summary>
    public const int RecentDays = 7;

    /// <summary>From this share of the later number on, a day counts as complete enough to be compared with others.</summary>
    private const double Settled = 0.8;

    /// <summary>After so many days a day is judged whatever has arrived.</summary>
    private const int LongestWait = 3;

    /// <summary>Fewer days say nothing about what is usual.</summary>
    private const int FewestDays = 3;

    /// <summary>A day that grew.</summary>
    /// <param name="At">When it was first counted.</param>
    /// <param name="First">Users then.</param>
    /// <param name="Now">Users in the newest count.</param>
    internal sealed record LateDay(DateOnly Date, DateTimeOffset At, long First, long Now)
    {
        public double Share => (Now - First) / (double)Now;
    }

    /// <summary>The recent days that grew by more than is usual, in order.</summary>
    /// <param name="looks">Oldest first.</param>
    public static IReadOnlyList<LateDay> Find(IReadOnlyList<DayLook> looks)
    {
        if (looks.Count < 2)
        {
            return [];
        }

        return
        [
            .. Recent(looks)
                .Select(date => (Date: date, First: looks.First(look => look.Users.ContainsKey(date))))
                .Select(day => new LateDay(day.Date, day.First.At, day.First.Users[day.Date], looks[^1].Users[day.Date]))
                .Where(day => day.Now - day.First >= Smallest && day.Share >= Share),
        ];
    }

    /// <summary>
    /// After how many days a day is usually complete: 1 = at the first count after it. Where data is loaded later than it is counted, the
    /// last day always looks as if users had stopped.
    /// </summary>
    public static int DaysUntilComplete(IReadOnlyList<DayLook> looks, HealthDays days)
    {
        for (var age = 1; age < LongestWait; age++)
        {
            var shares = looks
                .SkipLast(1)
                .Select(look => (look.Users, Date: days.DateOf(look.At).AddDays(-age)))
                .Where(look => look.Users.ContainsKey(look.Date) && looks[^1].Users.GetValueOrDefault(look.Date) > 0)
                .Select(look => Math.Min(1, look.Users[look.Date] / (double)looks[^1].Users[look.Date]))
                .TakeLast(RecentDays)
                .Order()
                .ToList();
            if (shares.Count < FewestDays || shares[shares.Count / 2] >= Settled)
            {
                return age;
            }
        }

        return LongestWait;
    }

    private static IEnumerable<DateOnly> Recent(IReadOnlyList<DayLook> looks) => looks[^1].Users.Keys.Order().TakeLast(RecentDays);
}
