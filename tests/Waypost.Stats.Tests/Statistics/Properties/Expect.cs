using Waypost.Stats.Statistics;

namespace Waypost.Stats.Tests.Statistics.Properties;

internal static class Expect
{
    /// <summary>Equal but for the last digits; <paramref name="scale"/> where the numbers themselves may cancel to nothing.</summary>
    internal static void Close(double? expected, double? actual, double scale = 0, double tolerance = 1e-9)
    {
        Assert.Equal(expected is null, actual is null);
        if (expected is not { } e || actual is not { } a)
        {
            return;
        }
        Assert.True(Math.Abs(e - a) <= tolerance * Math.Max(Math.Abs(e), scale), $"expected {e:R}, got {a:R}");
    }

    internal static void Mirrored(Interval? one, Interval? other)
    {
        Assert.Equal(one is null, other is null);
        if (one is not { } a || other is not { } b)
        {
            return;
        }
        Assert.Equal(-a.Low, b.High);
        Assert.Equal(-a.High, b.Low);
    }
}
