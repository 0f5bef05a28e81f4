using System.Globalization;

namespace Waypost.Manager.Ui;

/// <summary>A past time in words: relative for lists, exact for tooltips.</summary>
public static class TimeText
{
    /// <summary>"3 h ago"; after a week the date.</summary>
    public static string Relative(DateTimeOffset at, DateTimeOffset now)
    {
        var elapsed = now - at;
        return elapsed switch
        {
            { TotalSeconds: < 45 } => "just now",
            { TotalMinutes: < 59.5 } => Ago(elapsed.TotalMinutes, "min"),
            { TotalHours: < 23.5 } => Ago(elapsed.TotalHours, "h"),
            { TotalDays: < 6.5 } => Ago(elapsed.TotalDays, elapsed.TotalDays < 1.5 ? "day" : "days"),
            _ when at.Year == now.Year => at.ToString("d MMM", CultureInfo.InvariantCulture),
            _ => at.ToString("d MMM yyyy", CultureInfo.InvariantCulture),
        };
    }

    public static string Exact(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("ddd d MMM yyyy, HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>For the datetime attribute, which scripts read.</summary>
    public static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static string Ago(double amount, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, Math.Round(amount))}\u00a0{unit} ago");
}
