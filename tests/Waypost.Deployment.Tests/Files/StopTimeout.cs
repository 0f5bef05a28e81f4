using System.Globalization;
using Waypost.Deployment.Tests.Settings;

namespace Waypost.Deployment.Tests.Files;

/// <summary>Compares the time that a service needs to stop, including its drain, with the time it is given.</summary>
internal static class StopTimeout
{
    private static readonly TimeSpan margin = TimeSpan.FromSeconds(3);

    public static void ExpectSufficient(string service, IReadOnlyDictionary<string, string> variables, TimeSpan timeout)
    {
        var needed = BoundSettings.Of(service, variables).StopTime + margin;
        Assert.True(timeout >= needed, $"The {service} may take {needed:g} to stop, but is killed after {timeout:g}.");
    }

    /// <summary><c>20s</c>, <c>1m</c>, or seconds without a unit.</summary>
    public static TimeSpan Parse(string text) =>
        text[^1] switch
        {
            's' => TimeSpan.FromSeconds(Number(text[..^1])),
            'm' => TimeSpan.FromMinutes(Number(text[..^1])),
            _ => TimeSpan.FromSeconds(Number(text)),
        };

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
