using Waypost.Stats.Statistics;

namespace Waypost.Benchmarks.Simulations;

/// <summary>How often the sample ratio is red although users are split as planned: at most 1 in 1,000.</summary>
internal static class SampleRatioAlarms
{
    /// <summary>Users, and the weights of two variants, from an expected count of 0.1 in the smaller one to 900.</summary>
    internal static readonly IReadOnlyList<(long Users, double Share)> TwoVariants =
    [
        (2, 0.0001),
        (100, 0.001),
        (101, 0.005),
        (450, 0.01),
        (10_000, 0.0004),
        (1_000, 0.005),
        (700, 0.01),
        (1_000_000_000, 1e-8),
        (1_000, 0.05),
        (10_000, 0.02),
        (9_000, 0.1),
        (40, 0.5),
        (117, 0.5),
    ];

    /// <summary>Users, and the weights of several variants.</summary>
    internal static readonly IReadOnlyList<(int Users, double[] Shares)> SeveralVariants =
    [
        (12, [0.5, 0.3, 0.2]),
        (60, [0.9, 0.05, 0.05]),
        (40, [0.97, 0.01, 0.01, 0.01]),
    ];

    /// <summary>P(alert) of two variants: not simulated but summed over all counts, so it is exact.</summary>
    internal static double Exact(long users, double share)
    {
        var (mean, rest) = (users * share, users * (1 - share));
        var width = 12 * (Math.Sqrt(mean) + 3);
        var (total, red) = (0d, 0d);
        for (var x = (long)Math.Max(0, mean - width); x <= Math.Min(users, mean + width); x++)
        {
            var chance = Math.Exp(-Poisson.MinusLog(x, mean) - Poisson.MinusLog(users - x, rest));
            total += chance;
            if (chance > 0 && SampleRatioMismatch.Test([users - x, x], [1 - share, share]).IsAlert)
            {
                red += chance;
            }
        }

        return red / total;
    }

    /// <summary>How many of these runs are red.</summary>
    internal static int Count(int runs, ulong seed, int users, double[] shares)
    {
        var red = 0;
        for (var run = 0; run < runs; run++)
        {
            if (SampleRatioMismatch.Test(Split(new SeededRandom(seed + (ulong)run), users, shares), shares).IsAlert)
            {
                red++;
            }
        }

        return red;
    }

    /// <summary>The most red runs that are compatible with 1 in 1,000: 3.3 standard deviations.</summary>
    internal static int AtMost(int runs) => (int)((runs / 1000d) + (3.3 * Math.Sqrt(runs / 1000d)));

    private static long[] Split(SeededRandom random, int users, double[] shares)
    {
        var counts = new long[shares.Length];
        for (var user = 0; user < users; user++)
        {
            var at = random.Uniform();
            var variant = 0;
            while (variant < shares.Length - 1 && at >= shares[variant])
            {
                at -= shares[variant++];
            }

            counts[variant]++;
        }

        return counts;
    }
}
