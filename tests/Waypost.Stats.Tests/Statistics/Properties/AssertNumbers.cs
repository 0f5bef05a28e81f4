using Waypost.Stats.Statistics;

namespace Waypost.Stats.Tests.Statistics.Properties;

/// <summary>Assertions on numbers that only differ by rounding.</summary>
internal static class AssertNumbers
{
    /// <summary>Equal up to rounding; <paramref name="scale"/> for numbers that may cancel to 0.</summary>
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
