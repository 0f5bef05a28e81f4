namespace Waypost.Manager.Ui.Pictures;

/// <summary>How far a scale around zero must reach so that all its intervals can be compared.</summary>
internal static class IntervalScale
{
    // One interval much wider than the others would press them to dots: it is cut off, with an arrow.
    private const double MostOfTypical = 4;
    private const double Margin = 1.08;

    public static double Of(IEnumerable<IReadOnlyList<double>> intervals)
    {
        var reach = intervals
            .Where(interval => interval.Count == 2 && interval.All(double.IsFinite))
            .Select(interval => Math.Max(Math.Abs(interval[0]), Math.Abs(interval[1])))
            .Where(bound => bound > 0)
            .Order()
            .ToList();
        return reach.Count == 0 ? 1 : Margin * Math.Min(reach[^1], MostOfTypical * reach[(reach.Count - 1) / 2]);
    }
}
