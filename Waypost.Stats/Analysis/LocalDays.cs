using Waypost.Stats.Jobs;

namespace Waypost.Stats.Analysis;

/// <summary>A calendar day in a time zone.</summary>
/// <param name="Date">The local date.</param>
/// <param name="Begins">When it begins, in UTC.</param>
internal readonly record struct LocalDay(DateOnly Date, DateTimeOffset Begins);

/// <summary>The days of a time zone, including days of 23 or 25 hours and days that begin at 01:00.</summary>
internal sealed class LocalDays(TimeZoneInfo zone)
{
    /// <summary>Limits the result if a date was mistyped: ten years.</summary>
    private const int MaxDays = 3700;

    public static LocalDays Of(string zone) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found)
            ? new(found)
            : throw new JobFailedException($"The stats worker has no data for the time zone {zone}.");

    /// <summary>All days that overlap the period, in order.</summary>
    public IReadOnlyList<LocalDay> Between(DateTimeOffset from, DateTimeOffset to)
    {
        var days = new List<LocalDay>();
        for (var date = DateOf(from); days.Count == 0 || (Begin(date) < to && days.Count < MaxDays); date = date.AddDays(1))
        {
            days.Add(new(date, Begin(date)));
        }
        return days;
    }

    /// <summary>The beginnings of the complete days of the period, and of the day that follows them.</summary>
    public IReadOnlyList<LocalDay> CompleteBetween(DateTimeOffset from, DateTimeOffset to) => Between(from, to.AddTicks(1));

    private DateOnly DateOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    private DateTimeOffset Begin(DateOnly date)
    {
        var midnight = date.ToDateTime(TimeOnly.MinValue);
        // Where clocks go forward at midnight the day begins later. Time zones change in steps of a quarter of an hour or more.
        while (zone.IsInvalidTime(midnight))
        {
            midnight = midnight.AddMinutes(15);
        }
        // Where clocks go back over midnight, midnight occurs twice. The day begins with the first one, which has the larger offset.
        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }
}
