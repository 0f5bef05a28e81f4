namespace Waypost.Stats.Statistics;

/// <summary>When a p-value rejects.</summary>
internal static class Rejection
{
    /// <summary>Corrections multiply, so that a p-value at α may round to one unit above it.</summary>
    private const double Rounding = 1 + 1e-12;

    /// <summary>
    /// p ≤ α, as Holm and Benjamini and Hochberg define their procedures. A p-value of exactly α belongs to an interval that ends at 0: the
    /// interval is the set of differences that are not rejected, so its ends are not part of it.
    /// </summary>
    /// <param name="p">Adjusted, where there is a family.</param>
    internal static bool Rejects(double p, double alpha) => p <= alpha * Rounding;
}
