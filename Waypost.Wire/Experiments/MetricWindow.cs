using System.Globalization;
using System.Text.Json.Serialization;

namespace Waypost.Wire.Experiments;

/// <summary>
/// Which events of a user count: those from <see cref="DelayHours"/> after the first exposure (inclusive), for <see cref="Hours"/>
/// (exclusive). Only users whose whole window lies within the analysed period are counted.
/// </summary>
public sealed record MetricWindow
{
    /// <summary>The latest end after the first exposure, a year.</summary>
    public const int LongestHours = 365 * HoursPerDay;

    private const int HoursPerDay = 24;

    /// <summary>Hours from the first exposure to the beginning of the window, 0…8760; null = it begins with the exposure.</summary>
    public int? DelayHours { get; init; }

    /// <summary>Length of the window in hours, 1…8760; null = it ends with the analysed period.</summary>
    public int? Hours { get; init; }

    /// <summary>From the first exposure to the beginning of the window.</summary>
    [JsonIgnore]
    public TimeSpan Delay => TimeSpan.FromHours(DelayHours ?? 0);

    /// <summary>
    /// How long a user must have been in the experiment to be counted: until the window ends, or, without an end, until it begins.
    /// </summary>
    [JsonIgnore]
    public TimeSpan Span => TimeSpan.FromHours((DelayHours ?? 0) + (long)(Hours ?? 0));

    /// <summary>Null where nothing is limited. A delay of 0 is none.</summary>
    public static MetricWindow? Of(int? delayHours, int? hours) =>
        delayHours is null or 0 && hours is null ? null : new() { DelayHours = delayHours is 0 ? null : delayHours, Hours = hours };

    /// <summary>What is wrong with it, and what would be right; null = nothing.</summary>
    public string? FindFault() =>
        DelayHours is null or 0 && Hours is null ? "A window needs an end (hours), a beginning after the exposure (delayHours), or both."
        : DelayHours < 0 || Hours <= 0 ? "A window begins 0 or more hours after the exposure, and is at least 1 hour long."
        : DelayHours > LongestHours || Hours > LongestHours || Span.TotalHours > LongestHours
            ? "A window must end within 365 days after the exposure."
        : null;

    /// <summary>That nobody could be counted in an experiment of so many days; <see cref="Span"/> is not shorter than that.</summary>
    public string LongerThan(int plannedDays) =>
        Invariant(
            $"It needs users who have been in the experiment for {Length((int)Span.TotalHours)}, and the experiment takes {plannedDays} "
        ) + $"{(plannedDays == 1 ? "day" : "days")}, so nobody would be counted. Plan more days, or use a metric with a shorter window.";

    /// <summary>"within 7 days after exposure", "from 1 day after exposure on", "between 7 and 14 days after exposure".</summary>
    public string Describe() =>
        (DelayHours, Hours) switch
        {
            (null or 0, { } hours) => $"within {Length(hours)} after exposure",
            ({ } delay, null) => $"from {Length(delay)} after exposure on",
            ({ } delay, { } hours) when IsDays(delay) && IsDays(hours) => Invariant(
                $"between {delay / HoursPerDay} and {(delay + hours) / HoursPerDay} days after exposure"
            ),
            ({ } delay, { } hours) => Invariant($"between {delay:N0} and {delay + hours:N0} hours after exposure"),
            _ => "after exposure",
        };

    /// <summary>"7 days", "36 hours".</summary>
    public static string Length(int hours) =>
        IsDays(hours)
            ? Invariant($"{hours / HoursPerDay} {(hours == HoursPerDay ? "day" : "days")}")
            : Invariant($"{hours:N0} {(hours == 1 ? "hour" : "hours")}");

    private static bool IsDays(int hours) => hours % HoursPerDay == 0;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
