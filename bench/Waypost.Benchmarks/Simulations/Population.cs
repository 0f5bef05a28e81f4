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

    /// <summary>Revenue: one of twenty users buys, for amounts with a long tail (log-normal, σ = 1.5).</summary>
    internal static Func<SeededRandom, double> FewBuyers() => random => random.Uniform() < 0.05 ? Math.Exp(1.5 * random.Normal()) : 0;

    /// <summary>Log-normal, with a mean of e^(σ²/2) times the scale.</summary>
    internal static Func<SeededRandom, double> LogNormal(double sigma = 1, double scale = 1) =>
        random => scale * Math.Exp(sigma * random.Normal());

    /// <summary>Half of the users 0, the others evenly from 20 to 60: the median is anywhere between.</summary>
    internal static Func<SeededRandom, double> HalfZeros() => random => random.Uniform() < 0.5 ? 0 : 20 + (40 * random.Uniform());

    /// <summary>As before, but without ties: half of the users evenly from 0 to 1.</summary>
    internal static Func<SeededRandom, double> TwoGroups() =>
        random => random.Uniform() < 0.5 ? random.Uniform() : 20 + (40 * random.Uniform());

    /// <summary>A duration of 300 ± 100 in whole seconds.</summary>
    internal static Func<SeededRandom, double> Seconds() => random => Math.Round(300 + (100 * random.Normal()));

    /// <summary>A number of events, by Knuth's product of uniforms.</summary>
    internal static Func<SeededRandom, double> Poisson(double mean) =>
        random =>
        {
            var (limit, events) = (Math.Exp(-mean), 0);
            for (var product = random.Uniform(); product > limit; product *= random.Uniform())
            {
                events++;
            }

            return events;
        };
}
