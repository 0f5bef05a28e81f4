using System.Globalization;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Metrics;

/// <summary>A window as users type it: from and until so many days or hours after exposure.</summary>
/// <param name="From">Empty = from the exposure on.</param>
/// <param name="Until">Empty = until the end of the experiment.</param>
/// <param name="Unit"><see cref="Days"/> or <see cref="Hours"/>.</param>
public sealed record WindowForm(string From, string Until, string Unit)
{
    public const string Days = "days";
    public const string Hours = "hours";

    private const string WrongNumber =
        "Enter numbers such as 7, in whole hours, or leave the fields empty to count all events from the exposure on.";

    private const int HoursPerDay = 24;

    public bool IsEmpty => string.IsNullOrWhiteSpace(From + Until);

    /// <summary>In days where that is exact.</summary>
    public static WindowForm Of(MetricWindow? window)
    {
        if (window is null)
        {
            return new("", "", Days);
        }

        var (from, until) = (window.DelayHours ?? 0, (window.DelayHours ?? 0) + window.Hours);
        var isDays = from % HoursPerDay == 0 && (until ?? 0) % HoursPerDay == 0;
        string Text(int? hours) => (isDays ? hours / HoursPerDay : hours)?.ToString(CultureInfo.InvariantCulture) ?? "";
        return new(from == 0 ? "" : Text(from), Text(until), isDays ? Days : Hours);
    }

    /// <summary>False with the reason if it cannot be read.</summary>
    public bool TryRead(out MetricWindow? window, out string fault)
    {
        (window, fault) = (null, "");
        if (!TryParse(From, out var from) || !TryParse(Until, out var until))
        {
            fault = WrongNumber;
            return false;
        }

        if (until <= (from ?? 0))
        {
            fault = "The window must end after it begins: “until” must be larger than “from”.";
            return false;
        }

        window = MetricWindow.Of(from, until - (from ?? 0));
        fault = window?.FindFault() ?? "";
        return fault.Length == 0;
    }

    private bool TryParse(string text, out int? hours)
    {
        hours = null;
        var typed = text.Trim().Replace(',', '.');
        if (typed.Length == 0)
        {
            return true;
        }

        if (!decimal.TryParse(typed, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > 100_000)
        {
            return false;
        }

        var exact = number * (Unit == Hours ? 1 : HoursPerDay);
        hours = (int)exact;
        return exact == hours;
    }
}
