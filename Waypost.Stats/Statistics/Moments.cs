namespace Waypost.Stats.Statistics;

/// <summary>
/// Sufficient statistics of one arm's values per user, for every test of means. Parts merge in any order.
/// Source: Chan, Golub &amp; LeVeque, The American Statistician 37 (1983).
/// </summary>
/// <param name="Count">n ≥ 0, users.</param>
/// <param name="Mean">m = Σx/n; 0 without users.</param>
/// <param name="M2">Σ(x − m)² ≥ 0.</param>
internal readonly record struct Moments(long Count, double Mean, double M2)
{
    /// <summary>n ≥ 0, users.</summary>
    public long Count { get; init; } = NotNegative.Count(Count);

    /// <summary>Σ(x − m)³, for the skewness; null = not measured.</summary>
    public double? M3 { get; init; }

    /// <summary>Sample variance v = M2/(n − 1); null below two users.</summary>
    public double? Variance => Count < 2 ? null : M2 / (Count - 1);

    /// <summary>Estimated variance of the mean, v/n; null below two users.</summary>
    public double? VarianceOfMean => Variance / Count;

    /// <summary>Whether mean and M2 are finite.</summary>
    public bool IsFinite => double.IsFinite(Mean) && double.IsFinite(M2);

    /// <summary>From the results of PostgreSQL's <c>count</c>, <c>avg</c> and <c>var_samp</c>.</summary>
    /// <param name="variance">v ≥ 0 with n − 1; ignored below two users.</param>
    public static Moments FromVariance(long count, double mean, double variance) =>
        new(count, count == 0 ? 0 : mean, count < 2 ? 0 : Math.Max(0, variance) * (count - 1));

    /// <summary>The moments of the users of both parts: M2 = M2a + M2b + δ²·na·nb/(na + nb), δ = mb − ma.</summary>
    public Moments Merge(Moments other)
    {
        if (Count == 0 || other.Count == 0)
        {
            return Count == 0 ? other : this;
        }

        var count = Count + other.Count;
        var delta = other.Mean - Mean;
        var share = (double)other.Count / count;
        return new(count, Mean + (delta * share), M2 + other.M2 + (delta * delta * Count * share)) { M3 = MergeM3(other, delta) };
    }

    /// <summary>M3a + M3b + δ³·na·nb·(na − nb)/n² + 3δ(na·M2b − nb·M2a)/n.</summary>
    private double? MergeM3(Moments other, double delta)
    {
        double a = Count,
            b = other.Count,
            n = a + b;
        return M3 + other.M3 + (delta * delta * delta * (a / n) * (b / n) * (a - b)) + (3 * delta * ((a / n * other.M2) - (b / n * M2)));
    }
}
