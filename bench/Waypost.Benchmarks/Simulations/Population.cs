using Waypost.Stats.Statistics;

namespace Waypost.Benchmarks.Simulations;

/// <summary>Distributions of simulated users' values.</summary>
internal static class Population
{
    /// <summary>Normal with standard deviation 1.</summary>
    internal static Func<SeededRandom, double> Normal(double mean = 0) => random => mean + random.Normal();

    /// <summary>1 with this probability, else 0.</summary>
    internal static Func<SeededRandom, double> Converts(double chance) => random => random.Uniform() < chance ? 1 : 0;

    /// <summary>Revenue: three of ten users buy, for amounts with a long tail (log-normal, σ = 1.5).</summary>
    internal static Func<SeededRandom, double> Revenue() => random => random.Uniform() < 0.3 ? Math.Exp(1.5 * random.Normal()) : 0;
}
