namespace Waypost.Stats.Statistics;

/// <summary>
/// Random numbers that are the same on every machine and in every .NET version, which System.Random does not promise: xoshiro256++ of
/// Blackman and Vigna, seeded by SplitMix64.
/// </summary>
internal sealed class SeededRandom
{
    private ulong a,
        b,
        c,
        d;
    private double? spare;

    internal SeededRandom(ulong seed) => (a, b, c, d) = (Split(ref seed), Split(ref seed), Split(ref seed), Split(ref seed));

    /// <summary>0 ≤ u &lt; 1.</summary>
    internal double Uniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Standard normal, by Marsaglia's polar method.</summary>
    internal double Normal()
    {
        if (spare is { } value)
        {
            spare = null;
            return value;
        }

        double x,
            y,
            square;
        do
        {
            x = (2 * Uniform()) - 1;
            y = (2 * Uniform()) - 1;
            square = (x * x) + (y * y);
        } while (square is >= 1 or 0);

        var factor = Math.Sqrt(-2 * Math.Log(square) / square);
        spare = y * factor;
        return x * factor;
    }

    private ulong Next()
    {
        var result = ulong.RotateLeft(a + d, 23) + a;
        var t = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= t;
        d = ulong.RotateLeft(d, 45);
        return result;
    }

    private static ulong Split(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
