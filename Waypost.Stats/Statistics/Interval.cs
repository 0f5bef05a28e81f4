namespace Waypost.Stats.Statistics;

/// <summary>From <paramref name="Low"/> to <paramref name="High"/>, low ≤ high.</summary>
internal readonly record struct Interval(double Low, double High)
{
    /// <summary>Whether both ends are finite.</summary>
    public bool IsFinite => double.IsFinite(Low) && double.IsFinite(High);

    /// <summary>With the opposite sign.</summary>
    public Interval Mirrored => new(-High, -Low);

    /// <summary><paramref name="centre"/> ± <paramref name="halfWidth"/>.</summary>
    public static Interval Around(double centre, double halfWidth) => new(centre - halfWidth, centre + halfWidth);

    /// <summary>Whether <paramref name="value"/> lies in it, ends included.</summary>
    public bool Contains(double value) => Low <= value && value <= High;
}
