namespace Waypost.Manager.Ui.Charts;

/// <summary>How far a scale around zero must reach so that all its intervals can be compared.</summary>
internal static class IntervalScale
{
    // One interval much wider than the others would shrink them to dots, so it is cut off, with an arrow.
    private const double MaxTimesMedian = 4;
    private const double Margin = 1.08;

    /// <param name="intervals">Of all rows.</param>
    /// <param name="timesMedian">How much larger than the median bound the scale may be.</param>
    public static double GetExtent(IEnumerable<IReadOnlyList<double>> intervals, double timesMedian = MaxTimesMedian)
    {
        var bounds = intervals
            .Where(interval => interval.Count == 2 && interval.All(double.IsFinite))
            .Select(interval => Math.Max(Math.Abs(interval[0]), Math.Abs(interval[1])))
            .Where(bound => bound > 0)
            .Order()
            .ToList();
        return bounds.Count == 0 ? 1 : Margin * Math.Min(bounds[^1], timesMedian * bounds[(bounds.Count - 1) / 2]);
    }
}
