using Waypost.Stats.Statistics;

namespace Waypost.Benchmarks.Simulations;

/// <summary>A claim about a method, how to count it, and what counts are allowed of 10,000 runs.</summary>
/// <param name="Of10000">Lowest and highest count; outside it the method, or the proof, is broken.</param>
internal sealed record Proof(
    string Name,
    (int AtLeast, int AtMost) Of10000,
    SimulatedExperiment Experiment,
    Func<Moments, Moments, bool, bool> Claim
)
{
    /// <summary>The same bounds for fewer runs: each four standard deviations of the smaller run further out.</summary>
    internal (int AtLeast, int AtMost) BoundsFor(int runs)
    {
        if (runs >= 10_000)
        {
            return Of10000;
        }

        return (Scaled(Of10000.AtLeast, -4), Scaled(Of10000.AtMost, 4));

        int Scaled(int bound, double deviations)
        {
            var share = bound / 10_000d;
            return (int)Math.Round(Math.Clamp((share * runs) + (deviations * Math.Sqrt(share * (1 - share) * runs)), 0, runs));
        }
    }
}

/// <summary>
/// What the simulations must show. 430…573 of 10,000 are 5 % within 3.3 standard deviations; the harness comes first: it must see the false
/// alarms of naive peeking,
/// or it could not see those of the methods.
/// </summary>
internal static class Proofs
{
    private static readonly SimulatedExperiment Hundred = new(Population.Normal(), Population.Normal(), 50, 100);

    internal static readonly IReadOnlyList<Proof> Harness =
    [
        new("naive peeking, 5 looks: 14.2 %", (1280, 1560), new(Population.Normal(), Population.Normal(), 100, 5), Claims.WelchRejects),
        new("naive peeking, 20 looks: 24.8 %", (2307, 2653), new(Population.Normal(), Population.Normal(), 100, 20), Claims.WelchRejects),
        new(
            "naive peeking, 28 daily looks: 27 %",
            (2550, 2950),
            new(Population.Normal(), Population.Normal(), 100, 28),
            Claims.WelchRejects
        ),
    ];

    internal static readonly IReadOnlyList<Proof> FalseAlarms =
    [
        new("A/A, Welch, normal, 500 an arm", (430, 573), new(Population.Normal(), Population.Normal(), 500), Claims.WelchRejects),
        new("A/A, Welch, normal, 5 an arm", (430, 573), new(Population.Normal(), Population.Normal(), 5), Claims.WelchRejects),
        new(
            "A/A, Welch, revenue with a long tail, 1,000 an arm",
            (0, 573),
            new(Population.Revenue(), Population.Revenue(), 1000),
            Claims.WelchRejects
        ),
        new(
            "A/A, chi-square, 10 % of 1,000",
            (430, 573),
            new(Population.Converts(0.1), Population.Converts(0.1), 1000),
            Claims.BinomialRejects
        ),
        new(
            "A/A, chi-square or Fisher, 0.3 % of 1,000",
            (0, 573),
            new(Population.Converts(0.003), Population.Converts(0.003), 1000),
            Claims.BinomialRejects
        ),
        new("A/A, Fisher, 10 % of 100", (0, 573), new(Population.Converts(0.1), Population.Converts(0.1), 100), Claims.FisherRejects),
        new("A/A, always valid at 0.05, normal, 100 looks", (0, 573), Hundred, Claims.AlwaysValidExcludesZero(Hundred.PlannedTotal)),
        new(
            "A/A, always valid at 0.05, revenue, 100 looks",
            (0, 573),
            Hundred with
            {
                Control = Population.Revenue(),
                Test = Population.Revenue(),
            },
            Claims.AlwaysValidExcludesZero(Hundred.PlannedTotal)
        ),
        new(
            "A/A, always valid at 0.05, 5 % convert, 100 looks",
            (0, 573),
            Hundred with
            {
                Control = Population.Converts(0.05),
                Test = Population.Converts(0.05),
            },
            Claims.AlwaysValidExcludesZero(Hundred.PlannedTotal)
        ),
        new(
            "A/A, always valid at 0.05, 0.5 % convert, 100 looks",
            (0, 573),
            Hundred with
            {
                Control = Population.Converts(0.005),
                Test = Population.Converts(0.005),
            },
            Claims.AlwaysValidExcludesZero(Hundred.PlannedTotal)
        ),
        new(
            "A/A, what a page says, 28 looks",
            (430, 590),
            new(Population.Normal(), Population.Normal(), 100, 28),
            Claims.PageDecides(5600)
        ),
    ];

    internal static readonly IReadOnlyList<Proof> Coverage =
    [
        new(
            "95 % interval, Welch, normal, 200 an arm",
            (9430, 9570),
            new(Population.Normal(), Population.Normal(0.3), 200),
            Claims.WelchCovers(0.3)
        ),
        new(
            "95 % interval, lift, delta method",
            (9430, 9570),
            new(Population.Normal(10), Population.Normal(11), 200),
            Claims.LiftCovers(0.1)
        ),
        new(
            "95 % interval, lift, Fieller",
            (9430, 9570),
            new(Population.Normal(0.3), Population.Normal(0.4), 200),
            Claims.LiftCovers(1 / 3d)
        ),
    ];

    /// <summary>The planner asks for so many users at 80 %: they must find the effect that often.</summary>
    internal static IReadOnlyList<Proof> Power()
    {
        var design = new SampleDesign { Shares = [1, 1] };
        var (few, many) = (SampleSize.ForMeans(1, 1, design)!.Users[0], SampleSize.ForMeans(0.2, 1, design)!.Users[0]);
        var proportions = SampleSize.ForProportions(0.1, 0.13, design)!.Users[0];
        return
        [
            new($"power, means, {few} an arm", (7870, 8130), new(Population.Normal(), Population.Normal(1), (int)few), Claims.WelchRejects),
            new(
                $"power, means, {many} an arm",
                (7870, 8130),
                new(Population.Normal(), Population.Normal(0.2), (int)many),
                Claims.WelchRejects
            ),
            new(
                $"power, proportions, {proportions} an arm",
                (7870, 8130),
                new(Population.Converts(0.1), Population.Converts(0.13), (int)proportions),
                Claims.BinomialRejects
            ),
            new(
                "power, what a page says, 28 looks",
                (7870, 8130),
                new(Population.Normal(), Population.Normal(0.2), 14, 28),
                Claims.PageDecides(784)
            ),
        ];
    }
}
