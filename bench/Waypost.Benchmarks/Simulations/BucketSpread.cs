using Waypost.Flags;
using Waypost.Stats.Statistics;

namespace Waypost.Benchmarks.Simulations;

/// <summary>Tests that users are spread evenly over buckets: a million ids of each common kind.</summary>
internal static class BucketSpread
{
    internal const int Users = 1_000_000;

    internal static readonly IReadOnlyList<(string Name, Func<int, SeededRandom, string> Id)> Kinds =
    [
        ("sequential", (i, _) => $"{i}"),
        ("UUID", (_, random) => new Guid(Enumerable.Range(0, 16).Select(_ => (byte)(random.Uniform() * 256)).ToArray()).ToString()),
        ("e-mail", (i, _) => $"person.{i}@mail{i % 7}.example"),
        ("user-N", (i, _) => $"user-{i}"),
    ];

    /// <summary>
    /// χ² over 100 buckets, 99 degrees of freedom: between 54.99 and 160.06, with a probability of 1 in 10,000 on either side.
    /// </summary>
    internal static double OverBuckets(Func<int, SeededRandom, string> id)
    {
        var random = new SeededRandom(7);
        var counts = new long[100];
        for (var i = 0; i < Users; i++)
        {
            counts[Bucketing.Bucket("Jx3kQ0aZ", id(i, random)) / 1000]++;
        }
        return SampleRatioMismatch.Test(counts, [.. counts.Select(_ => 1d)]).Statistic!.Value;
    }

    /// <summary>χ² of independence of two flags, 10 × 10 buckets, 81 degrees of freedom: at most 137.1.</summary>
    internal static double OfTwoFlags(int users = 100_000)
    {
        var counts = new double[10, 10];
        var (rows, columns) = (new double[10], new double[10]);
        for (var i = 0; i < users; i++)
        {
            var (row, column) = (Bucketing.Bucket("salt-a", $"user-{i}") / 10_000, Bucketing.Bucket("salt-b", $"user-{i}") / 10_000);
            counts[row, column]++;
            rows[row]++;
            columns[column]++;
        }

        return Enumerable
            .Range(0, 100)
            .Sum(cell =>
            {
                var expected = rows[cell / 10] * columns[cell % 10] / users;
                return Math.Pow(counts[cell / 10, cell % 10] - expected, 2) / expected;
            });
    }
}
