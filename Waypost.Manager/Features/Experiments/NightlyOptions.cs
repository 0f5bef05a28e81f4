using Cronos;
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

    public CronExpression Schedule() => TimeOnly.TryParseExact(At, "HH:mm", out var at)
        ? CronExpression.Parse($"{at.Minute} {at.Hour} * * *")
        : throw new FormatException($"{Section}:At is '{At}'");

    public TimeZoneInfo Zone() => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

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
