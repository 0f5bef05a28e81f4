using System.Globalization;

namespace Waypost.Manager.Features.Experiments.Health;

/// <summary>The calendar days of a time zone.</summary>
internal sealed class HealthDays(TimeZoneInfo zone)
{
    public string Zone => zone.Id;

    public DateOnly DateOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    /// <summary>Whether the day was over.</summary>
    public bool IsComplete(DateOnly date, DateTimeOffset at) => date < DateOf(at);

    /// <summary>When the day begins: the first midnight of two, or the first valid time after it.</summary>
    public DateTimeOffset Begin(DateOnly date)
    {
        var midnight = date.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(midnight))
        {
            midnight = midnight.AddMinutes(15);
        }

        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }

    /// <summary>"Mon 12 Oct".</summary>
    public static string Format(DateOnly date) => date.ToString("ddd d MMM", CultureInfo.InvariantCulture);
}

/// <summary>How many users a day had.</summary>
internal readonly record struct DayCount(DateOnly Date, long Users);

/// <summary>What one count said of complete days.</summary>
/// <param name="At">When it was taken.</param>
/// <param name="Users">By day.</param>
internal sealed record DayLook(DateTimeOffset At, IReadOnlyDictionary<DateOnly, long> Users);
