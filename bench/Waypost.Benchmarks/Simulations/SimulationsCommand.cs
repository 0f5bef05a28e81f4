using System.Globalization;

namespace Waypost.Benchmarks.Simulations;

/// <summary>Runs all simulations, each 10,000 times.</summary>
internal static class SimulationsCommand
{
    private const ulong Seed = 20_260_301;

    internal static int Run(int runs = 10_000)
    {
        Console.WriteLine($"| of {runs:N0} runs | count | allowed | |");
        Console.WriteLine("| --- | --- | --- | --- |");
        var passed = true;
        foreach (
            var simulation in SimulationCases
                .Harness.Concat(SimulationCases.FalseAlarms)
                .Concat(SimulationCases.Coverage)
                .Concat(SimulationCases.Power())
                .Concat(AlwaysValidCases.All)
                .Concat(SkewedCases.All)
        )
        {
            var (atLeast, atMost) = simulation.BoundsFor(runs);
            var count = simulation.Experiment.Count(runs, Seed, simulation.Criterion);
            passed &= Report(
                simulation.Name,
                count.ToString("N0", CultureInfo.InvariantCulture),
                $"{atLeast:N0}…{atMost:N0}",
                count >= atLeast && count <= atMost
            );
        }

        passed &= RunQuantiles(runs);
        passed &= RunMargins(runs);
        passed &= RunCuped(runs);

        foreach (var users in new[] { 50, 1000 })
        {
            foreach (var chance in new[] { 0.001, 0.01, 0.05, 0.5 })
            {
                var covered = NewcombeCoverage.Exact(users, chance, chance);
                passed &= Report(
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

        passed &= SampleRatios(runs);

        foreach (var (kind, id) in BucketSpread.Kinds)
        {
            var chi = BucketSpread.OverBuckets(id);
            passed &= Report(
                $"χ² of {BucketSpread.Users:N0} {kind} ids over 100 buckets",
                chi.ToString("F1", CultureInfo.InvariantCulture),
                "54.99…160.06",
                chi is >= 54.99 and <= 160.06
            );
        }

        var independence = BucketSpread.OfTwoFlags();
        passed &= Report(
            "χ² of two flags' independence, 10 × 10 buckets, 100,000 users",
            independence.ToString("F1", CultureInfo.InvariantCulture),
            "≤ 137.1",
            independence <= 137.1
        );

        Console.WriteLine(passed ? "All simulations passed." : "A simulation failed.");
        return passed ? 0 : 1;
    }

    internal static bool RunMargins(int runs = 10_000)
    {
        var passed = true;
        foreach (var simulation in MarginCases.All())
        {
            var (atLeast, atMost) = simulation.BoundsFor(runs);
            var count = simulation.Experiment.Count(runs, Seed, simulation.Criterion);
            passed &= Report(
                simulation.Name,
                count.ToString("N0", CultureInfo.InvariantCulture),
                $"{atLeast:N0}…{atMost:N0}",
                count >= atLeast && count <= atMost
            );
        }

        foreach (var (name, isSmall, most) in new[] { ("100 users an arm", true, 0.059), ("more users", false, 0.0573) })
        {
            var (cases, largest, worst) = MarginErrors.LargestOfGrid((a, b) => (a == 100 && b == 100) == isSmall);
            passed &= Report(
                $"at the margin, {name}: the largest of {cases:N0} score tests ({worst}; exact, not simulated)",
                largest.ToString("P2", CultureInfo.InvariantCulture),
                string.Create(CultureInfo.InvariantCulture, $"≤ {most:P2}"),
                largest <= most
            );
        }

        return passed;
    }

    internal static bool RunCuped(int runs = 10_000)
    {
        var passed = true;
        foreach (var simulation in CupedSimulation.All)
        {
            var (shown, reduced, reduction) = simulation.Count(runs, Seed);
            passed &= Report(
                $"A/A, {simulation.Name}",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{shown:N0} ({(double)reduced / runs:P0} with CUPED, which removed {reduction:P0} of the variance)"
                ),
                $"{simulation.Of10000.AtLeast:N0}…{simulation.Of10000.AtMost:N0}",
                shown >= simulation.Of10000.AtLeast && shown <= simulation.Of10000.AtMost
            );
        }

        return passed;
    }

    internal static bool RunQuantiles(int runs = 10_000)
    {
        var passed = true;
        foreach (var simulation in QuantileSimulation.All)
        {
            var (rejected, refused) = simulation.Count(runs, Seed);
            passed &= Report(
                $"A/A, {simulation.Name}",
                string.Create(CultureInfo.InvariantCulture, $"{rejected:N0} ({refused:N0} refused)"),
                $"{simulation.Of10000.AtLeast:N0}…{simulation.Of10000.AtMost:N0}",
                rejected >= simulation.Of10000.AtLeast && rejected <= simulation.Of10000.AtMost
            );
        }

        return passed;
    }

    private static bool SampleRatios(int runs)
    {
        var passed = true;
        foreach (var (users, share) in SampleRatioAlarms.TwoVariants)
        {
            var red = SampleRatioAlarms.Exact(users, share);
            passed &= Report(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"sample ratio red without a mismatch, {users:N0} users, {users * share:0.####} expected in the smaller variant "
                        + $"(exact, not simulated)"
                ),
                red.ToString("P4", CultureInfo.InvariantCulture),
                "≤ 0.1 %",
                red <= 0.001
            );
        }

        foreach (var (users, shares) in SampleRatioAlarms.SeveralVariants)
        {
            var red = SampleRatioAlarms.Count(runs, Seed, users, shares);
            passed &= Report(
                $"sample ratio red without a mismatch, {users} users, {string.Join("/", shares.Select(share => Math.Round(share * 100)))}",
                red.ToString("N0", CultureInfo.InvariantCulture),
                $"0…{SampleRatioAlarms.AtMost(runs)}",
                red <= SampleRatioAlarms.AtMost(runs)
            );
        }

        return passed;
    }

    private static bool Report(string name, string count, string allowed, bool passes)
    {
        Console.WriteLine($"| {name} | {count} | {allowed} | {(passes ? "passes" : "FAILS")} |");
        return passes;
    }
}
