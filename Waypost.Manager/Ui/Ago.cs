using System.Globalization;

namespace Waypost.Manager.Ui;

/// <summary>"3 h ago": how long something is past, as short as a table needs it.</summary>
public static class Ago
{
    public static string Words(DateTimeOffset at, DateTimeOffset now)
    {
        var past = now - at;
        return past switch
        {
            { TotalSeconds: < 45 } => "just now",
            { TotalMinutes: < 59.5 } => Count(past.TotalMinutes, "min"),
            { TotalHours: < 23.5 } => Count(past.TotalHours, "h"),
            { TotalDays: < 6.5 } => Count(past.TotalDays, past.TotalDays < 1.5 ? "day" : "days"),
            _ when at.Year == now.Year => at.ToString("d MMM", CultureInfo.InvariantCulture),
            _ => at.ToString("d MMM yyyy", CultureInfo.InvariantCulture),
        };
    }

    public static string Exact(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("ddd d MMM yyyy, HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Count(double amount, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, Math.Round(amount))}\u00a0{unit} ago");
}
