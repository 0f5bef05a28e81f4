using Waypost.Stats.Jobs;

namespace Waypost.Stats.Analysis;

/// <param name="Date">As the calendar on the wall says.</param>
/// <param name="Begins">Its first instant, in UTC.</param>
internal readonly record struct LocalDay(DateOnly Date, DateTimeOffset Begins);

/// <summary>The days of a time zone, also those of 23 or 25 hours, and those that begin at one o'clock.</summary>
internal sealed class LocalDays(TimeZoneInfo zone)
{
    /// <summary>More days than that no experiment has; a date typed wrongly has.</summary>
    private const int Most = 3700;

    public static LocalDays Of(string zone) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found)
            ? new(found)
            : throw new JobFailedException($"The time zone {zone} is not known to the stats worker.");

    /// <summary>All days that have a part in the window, in order.</summary>
    public IReadOnlyList<LocalDay> Between(DateTimeOffset from, DateTimeOffset to)
    {
        var days = new List<LocalDay>();
        for (var date = DateOf(from); days.Count == 0 || (Begin(date) < to && days.Count < Most); date = date.AddDays(1))
        {
            days.Add(new(date, Begin(date)));
        }
        return days;
    }

    private DateOnly DateOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    private DateTimeOffset Begin(DateOnly date)
    {
        var midnight = date.ToDateTime(TimeOnly.MinValue);
        // Where clocks go forward at midnight the day begins later; quarters of an hour are the finest steps zones take.
        while (zone.IsInvalidTime(midnight))
        {
            midnight = midnight.AddMinutes(15);
        }
        // Where they go back over midnight, it comes twice, and the day begins with the first: the larger offset.
        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }
}
