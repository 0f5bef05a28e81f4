namespace Waypost.Manager.Ui.Charts;

/// <summary>Round positions on an axis.</summary>
internal static class AxisTicks
{
    private static readonly double[] Steps = [1, 2, 2.5, 5, 10];
    private static readonly int[] DaySteps = [1, 2, 4, 7, 14, 28, 56, 112, 364];

    /// <summary>
    /// From 0 to the first tick that is not below <paramref name="max"/>. The step is 1, 2, 2.5 or 5 times a power of ten.
    /// </summary>
    /// <param name="max">The largest value shown; 0 and less count as 1.</param>
    /// <param name="maxCount">How many ticks there may be besides 0.</param>
    /// <param name="wholeNumbers">Whether only whole numbers make sense, for example for users.</param>
    public static IReadOnlyList<double> ForValues(double max, int maxCount = 4, bool wholeNumbers = false)
    {
        var top = double.IsFinite(max) && max > 0 ? max : 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(top / maxCount)));
        var step = Steps.Select(s => s * power).First(s => Math.Ceiling(Round(top / s)) <= maxCount);
        if (wholeNumbers)
        {
            step = Math.Max(1, Math.Ceiling(step));
        }

        var count = (int)Math.Ceiling(Round(top / step));
        return [.. Enumerable.Range(0, count + 1).Select(i => i * step)];
    }

    /// <summary>
    /// Ticks that include 0, from the first at or below <paramref name="min"/> to the first at or above <paramref name="max"/>.
    /// </summary>
    /// <param name="min">The smallest value shown; above 0 it counts as 0.</param>
    /// <param name="max">The largest value shown; below 0 it counts as 0.</param>
    public static IReadOnlyList<double> ForRange(double min, double max, int maxCount = 5)
    {
        var (low, high) = (Math.Min(0, min), Math.Max(0, max));
        var step = ForValues(high - low, maxCount) is [_, var first, ..] ? first : 1;
        var (from, to) = ((int)Math.Floor(Round(low / step)), (int)Math.Ceiling(Round(high / step)));
        return [.. Enumerable.Range(from, Math.Max(1, to - from) + 1).Select(i => i * step)];
    }

    /// <summary>Days from the first on, at equal distances of one or more days or weeks.</summary>
    public static IReadOnlyList<DateOnly> ForDays(DateOnly first, DateOnly last, int maxCount = 7)
    {
        var days = last.DayNumber - first.DayNumber;
        var step = DaySteps.FirstOrDefault(s => days / s < maxCount, (days / maxCount) + 1);
        return [.. Enumerable.Range(0, (days / step) + 1).Select(i => first.AddDays(i * step))];
    }

    // 3 / 0.1 is 30.000000000000004, which must not add a tick.
    private static double Round(double quotient) => Math.Round(quotient, 9);
}
