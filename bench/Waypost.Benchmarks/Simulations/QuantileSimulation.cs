using Waypost.Stats.Statistics;

namespace Waypost.Benchmarks.Simulations;

/// <summary>How often two arms of the same population differ in a quantile, and how often the comparison is refused.</summary>
/// <param name="Of10000">Lowest and highest number of rejections.</param>
internal sealed record QuantileSimulation(
    string Name,
    Func<SeededRandom, double> Population,
    double Quantile,
    int Control,
    int Test,
    (int AtLeast, int AtMost) Of10000
)
{
    private const double Alpha = 0.05;

    internal static readonly IReadOnlyList<QuantileSimulation> All =
    [
        new("median, half zeros, half 20–60, 2,000 an arm", Simulations.Population.HalfZeros(), 0.5, 2000, 2000, (0, 573)),
        new("median, half zeros, half 20–60, 100 an arm", Simulations.Population.HalfZeros(), 0.5, 100, 100, (0, 573)),
        new("median, half 0–1, half 20–60, 2,000 an arm", Simulations.Population.TwoGroups(), 0.5, 2000, 2000, (0, 573)),
        new("median, Poisson(3), 2,000 an arm", Simulations.Population.Poisson(3), 0.5, 2000, 2000, (0, 573)),
        new("median, Poisson(2.7), 2,000 an arm", Simulations.Population.Poisson(2.7), 0.5, 2000, 2000, (0, 573)),
        new("90th percentile, Poisson(3), 2,000 an arm", Simulations.Population.Poisson(3), 0.9, 2000, 2000, (0, 573)),
        new("90th percentile, Poisson(10), 500 an arm", Simulations.Population.Poisson(10), 0.9, 500, 500, (0, 573)),
        new("median, whole seconds, 2,000 an arm", Simulations.Population.Seconds(), 0.5, 2000, 2000, (430, 573)),
        new("median, whole seconds, 100 an arm", Simulations.Population.Seconds(), 0.5, 100, 100, (0, 573)),
        new("median, normal, 2,000 an arm", Simulations.Population.Normal(), 0.5, 2000, 2000, (430, 573)),
        new("median, normal, 900 and 100", Simulations.Population.Normal(), 0.5, 900, 100, (0, 573)),
        new("95th percentile, normal, 100 an arm", Simulations.Population.Normal(), 0.95, 100, 100, (0, 573)),
        new("95th percentile, log-normal, 1,000 an arm", Simulations.Population.LogNormal(), 0.95, 1000, 1000, (0, 573)),
    ];

    internal (int Rejected, int Refused) Count(int runs, ulong seed)
    {
        var (rejected, refused) = (0, 0);
        for (var run = 0; run < runs; run++)
        {
            var random = new SeededRandom(seed + (ulong)run);
            var estimate = Quantiles.Compare(Quantile, Draw(random, Control), Draw(random, Test), Alpha);
            rejected += estimate.PValue < Alpha ? 1 : 0;
            refused += estimate.PValue is null ? 1 : 0;
        }

        return (rejected, refused);
    }

    /// <summary>What the database returns for these values.</summary>
    internal static QuantileSample Sample(IReadOnlyList<double> ascending, double quantile, double alpha)
    {
        var users = ascending.Count;
        var half = Quantiles.RankHalfWidth(quantile, users, alpha);
        double At(double share) => Caps.Percentile(ascending, Math.Clamp(share, 0, 1));
        return new(users, At(quantile), At(quantile - half), At(quantile + half))
        {
            Around = [.. QuantileRanks.Around(quantile, users, alpha).Select(rank => ascending[(int)rank - 1])],
            ByRanks = QuantileRanks.OfInterval(quantile, users, alpha) is var (low, high)
                ? new Interval(ascending[(int)low - 1], ascending[(int)high - 1])
                : null,
        };
    }

    private QuantileSample Draw(SeededRandom random, int users)
    {
        var values = new double[users];
        for (var i = 0; i < users; i++)
        {
            values[i] = Population(random);
        }

        Array.Sort(values);
        return Sample(values, Quantile, Alpha);
    }
}
