namespace Waypost.Benchmarks.Simulations;

/// <summary>Where a simulated user's value comes from.</summary>
internal static class Population
{
    /// <summary>Normal with standard deviation 1.</summary>
    internal static Func<Dice, double> Normal(double mean = 0) => dice => mean + dice.Normal();

    /// <summary>1 with this chance, else 0.</summary>
    internal static Func<Dice, double> Converts(double chance) => dice => dice.Uniform() < chance ? 1 : 0;

    /// <summary>Revenue: three of ten buy, for amounts with a long tail (log-normal, σ = 1.5).</summary>
    internal static Func<Dice, double> Revenue() => dice => dice.Uniform() < 0.3 ? Math.Exp(1.5 * dice.Normal()) : 0;
}
