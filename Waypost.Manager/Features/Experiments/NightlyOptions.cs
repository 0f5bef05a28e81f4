using System.Globalization;
using Microsoft.Extensions.Options;

namespace Waypost.Manager.Features.Experiments;

/// <summary>The section <c>Waypost:Nightly</c>: when exposures are counted.</summary>
internal sealed class NightlyOptions
{
    public const string Section = "Waypost:Nightly";

    /// <summary>Local time of day, HH:mm.</summary>
    public string At { get; set; } = "03:00";

    /// <summary>IANA zone of <see cref="At"/>, and of the days exposures are counted by.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>
    /// The first run after an instant. Every local day has exactly one, including days on which that time does not exist or occurs twice.
    /// </summary>
    public DateTimeOffset NextAfter(DateTimeOffset after)
    {
        var (at, zone) = (TimeOnly.ParseExact(At, "HH:mm", CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(TimeZone));
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(after, zone).DateTime).AddDays(-1);
        while (InstantOf(day, at, zone) <= after)
        {
            day = day.AddDays(1);
        }

        return InstantOf(day, at, zone);
    }

    private static DateTimeOffset InstantOf(DateOnly day, TimeOnly at, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(at);
        // Skipped when clocks go forward: use the first valid instant after it.
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(1);
        }

        // Occurs twice when they go back: use the first, which has the larger offset.
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    public sealed class Validator : IValidateOptions<NightlyOptions>
    {
        public ValidateOptionsResult Validate(string? name, NightlyOptions options)
        {
            var faults = new List<string>();
            if (!TimeOnly.TryParseExact(options.At, "HH:mm", out _))
            {
                faults.Add($"{Section}:At must be a time of day such as 03:00, but is '{options.At}'.");
            }

            if (!TimeZoneInfo.TryFindSystemTimeZoneById(options.TimeZone, out _))
            {
                faults.Add($"{Section}:TimeZone must be a time zone such as UTC or Europe/Berlin, but is '{options.TimeZone}'.");
            }

            return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
        }
    }
}
