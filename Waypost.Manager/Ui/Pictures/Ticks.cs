namespace Waypost.Manager.Ui.Pictures;

/// <summary>Round places on an axis.</summary>
internal static class Ticks
{
    private static readonly double[] Steps = [1, 2, 2.5, 5, 10];
    private static readonly int[] DaySteps = [1, 2, 4, 7, 14, 28, 56, 112, 364];

    /// <summary>
    /// From 0 to the first round number that is not below <paramref name="max"/>; every one 1, 2, 2.5 or 5 times a power of ten apart.
    /// </summary>
    /// <param name="max">The largest value shown; 0 and less count as 1.</param>
    /// <param name="most">How many there may be besides 0.</param>
    /// <param name="whole">Whether only whole numbers make sense: users, for example.</param>
    public static IReadOnlyList<double> UpTo(double max, int most = 4, bool whole = false)
    {
        var top = double.IsFinite(max) && max > 0 ? max : 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(top / most)));
        var step = Steps.Select(s => s * power).First(s => Math.Ceiling(Round(top / s)) <= most);
        if (whole)
        {
            step = Math.Max(1, Math.Ceiling(step));
        }

        var count = (int)Math.Ceiling(Round(top / step));
        return [.. Enumerable.Range(0, count + 1).Select(i => i * step)];
    }

    /// <summary>Days from the first on, a day, some days or weeks apart.</summary>
    public static IReadOnlyList<DateOnly> Days(DateOnly first, DateOnly last, int most = 7)
    {
        var days = last.DayNumber - first.DayNumber;
        var step = DaySteps.FirstOrDefault(s => days / s < most, (days / most) + 1);
        return [.. Enumerable.Range(0, (days / step) + 1).Select(i => first.AddDays(i * step))];
    }

    // 3 / 0.1 is 30.000000000000004, which is no reason for one more tick.
    private static double Round(double quotient) => Math.Round(quotient, 9);
}
