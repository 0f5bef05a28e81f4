using System.Globalization;
using Waypost.Deployment.Tests.Settings;

namespace Waypost.Deployment.Tests.Files;

/// <summary>How long a service may take to stop with these variables: asked of the service itself, its drain included.</summary>
internal static class Timing
{
    private static readonly TimeSpan toSpare = TimeSpan.FromSeconds(3);

    public static void StopsWithin(string service, IReadOnlyDictionary<string, string> variables, TimeSpan patience)
    {
        var needed = BoundSettings.Of(service, variables).StopTime + toSpare;
        Assert.True(patience >= needed, $"The {service} may take {needed:g} to stop, but is killed after {patience:g}.");
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
