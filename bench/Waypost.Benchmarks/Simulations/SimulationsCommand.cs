using System.Globalization;

namespace Waypost.Benchmarks.Simulations;

/// <summary>All proofs by simulation, each 10,000 times.</summary>
internal static class SimulationsCommand
{
    private const ulong Seed = 20_260_301;

    internal static int Run(int runs = 10_000)
    {
        Console.WriteLine($"| of {runs:N0} runs | count | allowed | |");
        Console.WriteLine("| --- | --- | --- | --- |");
        var held = true;
        foreach (var proof in Proofs.Harness.Concat(Proofs.FalseAlarms).Concat(Proofs.Coverage).Concat(Proofs.Power()))
        {
            var (atLeast, atMost) = proof.BoundsFor(runs);
            var count = proof.Experiment.Count(runs, Seed, proof.Claim);
            held &= Report(
                proof.Name,
                count.ToString("N0", CultureInfo.InvariantCulture),
                $"{atLeast:N0}…{atMost:N0}",
                count >= atLeast && count <= atMost
            );
        }

        foreach (var users in new[] { 50, 1000 })
        {
            foreach (var chance in new[] { 0.001, 0.01, 0.05, 0.5 })
            {
                var covered = NewcombeCoverage.Exact(users, chance, chance);
                held &= Report(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"95 % interval, Newcombe, {chance:P1} of {users:N0} (exact, not simulated)"
                    ),
                    covered.ToString("P2", CultureInfo.InvariantCulture),
                    "≥ 94.30 %",
                    covered >= 0.943
                );
            }
        }

        foreach (var (kind, id) in BucketSpread.Kinds)
        {
            var chi = BucketSpread.OverBuckets(id);
            held &= Report(
                $"χ² of {BucketSpread.Users:N0} {kind} ids over 100 buckets",
                chi.ToString("F1", CultureInfo.InvariantCulture),
                "54.99…160.06",
                chi is >= 54.99 and <= 160.06
            );
        }

        var independence = BucketSpread.OfTwoFlags();
        held &= Report(
            "χ² of two flags' independence, 10 × 10 buckets, 100,000 users",
            independence.ToString("F1", CultureInfo.InvariantCulture),
            "≤ 137.1",
            independence <= 137.1
        );

        Console.WriteLine(held ? "All hold." : "A proof failed.");
        return held ? 0 : 1;
    }

    private static bool Report(string name, string count, string allowed, bool holds)
    {
        Console.WriteLine($"| {name} | {count} | {allowed} | {(holds ? "holds" : "FAILS")} |");
        return holds;
    }
}
