using Waypost.Stats.Statistics;

namespace Waypost.Benchmarks.Simulations;

/// <summary>A simulation of a statistical method: what to count, and which counts of 10,000 runs are allowed.</summary>
/// <param name="Of10000">Lowest and highest count; outside them the method, or the simulation, is wrong.</param>
internal sealed record SimulationCase(
    string Name,
    (int AtLeast, int AtMost) Of10000,
    SimulatedExperiment Experiment,
    Func<Moments, Moments, bool, bool> Criterion
)
{
    /// <summary>The bounds for fewer runs: each is four standard deviations of the smaller run further out.</summary>
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
/// All simulations. 430…573 of 10,000 are 5 % within 3.3 standard deviations. The harness comes first: it must detect the false alarms of
/// naive peeking, otherwise it could not detect those of the methods.
/// </summary>
internal static class SimulationCases
{
    private static readonly SimulatedExperiment Hundred = new(Population.Normal(), Population.Normal(), 50, 100);

    internal static readonly IReadOnlyList<SimulationCase> Harness =
    [
        new("naive peeking, 5 looks: 14.2 %", (1280, 1560), new(Population.Normal(), Population.Normal(), 100, 5), Criteria.WelchRejects),
        new("naive peeking, 20 looks: 24.8 %", (2307, 2653), new(Population.Normal(), Population.Normal(), 100, 20), Criteria.WelchRejects),
        new(
            "naive peeking, 28 daily looks: 27 %",
            (2550, 2950),
            new(Population.Normal(), Population.Normal(), 100, 28),
            Criteria.WelchRejects
        ),
        new(
            "fixed test repeated after the planned end, 28 looks: 14 %",
            (1340, 1620),
            new(Population.Normal(), Population.Normal(), 100, 28, LaterLooks: 28),
            Criteria.WelchRejectsFrom(2800)
        ),
    ];

    internal static readonly IReadOnlyList<SimulationCase> FalseAlarms =
    [
        new("A/A, Welch, normal, 500 an arm", (430, 573), new(Population.Normal(), Population.Normal(), 500), Criteria.WelchRejects),
        new("A/A, Welch, normal, 5 an arm", (430, 573), new(Population.Normal(), Population.Normal(), 5), Criteria.WelchRejects),
        new(
            "A/A, Welch, revenue with a long tail, 1,000 an arm",
            (0, 573),
            new(Population.Revenue(), Population.Revenue(), 1000),
            Criteria.WelchRejects
        ),
        new(
            "A/A, chi-square, 10 % of 1,000",
            (430, 573),
            new(Population.Converts(0.1), Population.Converts(0.1), 1000),
            Criteria.BinomialRejects
        ),
        new(
            "A/A, chi-square or Fisher, 0.3 % of 1,000",
            (0, 573),
            new(Population.Converts(0.003), Population.Converts(0.003), 1000),
            Criteria.BinomialRejects
        ),
        new("A/A, Fisher, 10 % of 100", (0, 573), new(Population.Converts(0.1), Population.Converts(0.1), 100), Criteria.FisherRejects),
        new("A/A, always valid at 0.05, normal, 100 looks", (0, 573), Hundred, Criteria.AlwaysValidExcludesZero(Hundred.PlannedTotal)),
        new(
            "A/A, always valid at 0.05, revenue, 100 looks",
            (0, 573),
            Hundred with
            {
                Control = Population.Revenue(),
                Test = Population.Revenue(),
            },
            Criteria.AlwaysValidExcludesZero(Hundred.PlannedTotal)
        ),
        new(
            "A/A, always valid at 0.05, 5 % convert, 100 looks",
            (0, 573),
            Hundred with
            {
                Control = Population.Converts(0.05),
                Test = Population.Converts(0.05),
            },
            Criteria.AlwaysValidRejects(Hundred.PlannedTotal, 0.05)
        ),
        new(
            "A/A, always valid at 0.05, 0.5 % convert, 100 looks",
            (0, 573),
            Hundred with
            {
                Control = Population.Converts(0.005),
                Test = Population.Converts(0.005),
            },
            Criteria.AlwaysValidRejects(Hundred.PlannedTotal, 0.05)
        ),
        new(
            "A/A, decisions on the results page, 28 looks",
            (430, 590),
            new(Population.Normal(), Population.Normal(), 100, 28),
            Criteria.PageDecides(5600)
        ),
        new(
            "A/A, decisions on the results page, 28 looks and 28 after the planned end",
            (430, 570),
            new(Population.Normal(), Population.Normal(), 100, 28, LaterLooks: 28),
            Criteria.PageDecides(5600)
        ),
    ];

    internal static readonly IReadOnlyList<SimulationCase> Coverage =
    [
        new(
            "95 % interval, Welch, normal, 200 an arm",
            (9430, 9570),
            new(Population.Normal(), Population.Normal(0.3), 200),
            Criteria.WelchCovers(0.3)
        ),
        new(
            "95 % interval, lift, delta method",
            (9430, 9570),
            new(Population.Normal(10), Population.Normal(11), 200),
            Criteria.LiftCovers(0.1)
        ),
        new(
            "95 % interval, lift, Fieller",
            (9430, 9570),
            new(Population.Normal(0.3), Population.Normal(0.4), 200),
            Criteria.LiftCovers(1 / 3d)
        ),
    ];

    /// <summary>The planner promises 80 % power with this number of users: the effect must be detected that often.</summary>
    internal static IReadOnlyList<SimulationCase> Power()
    {
        var design = new SampleDesign { Shares = [1, 1] };
        var (few, many) = (SampleSize.ForMeans(1, 1, design)!.Users[0], SampleSize.ForMeans(0.2, 1, design)!.Users[0]);
        var proportions = SampleSize.ForProportions(0.1, 0.13, design)!.Users[0];
        // A log-normal of σ = 1: mean e^½, variance e(e − 1). A lift of 20 % multiplies the variance by 1.44.
        var (mean, variance) = (Math.Exp(0.5), Math.E * (Math.E - 1));
        var multiplied = SampleSize.ForMeans(0.2 * mean, variance, design, 1.44 * variance)!.Users[0];
        return
        [
            new(
                $"power, means, {few} an arm",
                (7870, 8130),
                new(Population.Normal(), Population.Normal(1), (int)few),
                Criteria.WelchRejects
            ),
            new(
                $"power, means, {many} an arm",
                (7870, 8130),
                new(Population.Normal(), Population.Normal(0.2), (int)many),
                Criteria.WelchRejects
            ),
            new(
                $"power, proportions, {proportions} an arm",
                (7870, 8130),
                new(Population.Converts(0.1), Population.Converts(0.13), (int)proportions),
                Criteria.BinomialRejects
            ),
            new(
                $"power, 20 % more of a log-normal, {multiplied} an arm",
                (7870, 8250),
                new(Population.LogNormal(), Population.LogNormal(scale: 1.2), (int)multiplied),
                Criteria.MeansDiffer
            ),
            new(
                "power, decisions on the results page, 28 looks",
                (7870, 8130),
                new(Population.Normal(), Population.Normal(0.2), 14, 28),
                Criteria.PageDecides(784)
            ),
        ];
    }
}
