using Waypost.Stats.Statistics;

namespace Waypost.Benchmarks.Simulations;

/// <summary>
/// The always-valid rule for proportions at its nominal 1 %, with even and uneven shares, over 28 looks. The first case shows what the
/// variances of the arms would do; the others stay below 1.25 %.
/// </summary>
internal static class AlwaysValidCases
{
    private const double Alpha = 0.01;

    internal static readonly IReadOnlyList<SimulationCase> All =
    [
        Case("A/A, always valid at 0.01, variance of each arm, 95/5, 1 % convert: 32 %", (3000, 3500), 665, 35, 0.01, 0.01, OfMeans),
        Case("A/A, always valid at 0.01, 95/5, 1 % convert", (0, 125), 665, 35, 0.01, 0.01, Rejects),
        Case("A/A, always valid at 0.01, 98/2, 1 % convert, 98,000 users", (0, 125), 3430, 70, 0.01, 0.01, Rejects),
        Case("A/A, always valid at 0.01, 90/10, 3 % convert", (0, 125), 180, 20, 0.03, 0.03, Rejects),
        Case("A/A, always valid at 0.01, 50/50, 1 % convert", (0, 125), 350, 350, 0.01, 0.01, Rejects),
        Case("A/A, always valid at 0.01, 50/50, 10 % convert", (0, 125), 100, 100, 0.1, 0.1, Rejects),
        Case("99 % always-valid interval misses, 90/10, 3 % and 6 % convert", (0, 125), 180, 20, 0.03, 0.06, Misses),
        Case("power, always valid at 0.01, 50/50, 10 % and 13 % convert", (5300, 5640), 100, 100, 0.1, 0.13, Rejects),
        Case("the same, variance of each arm", (5300, 5640), 100, 100, 0.1, 0.13, OfMeans),
    ];

    private static SimulationCase Case(
        string name,
        (int AtLeast, int AtMost) of10000,
        int control,
        int test,
        double controlRate,
        double testRate,
        Func<SimulatedExperiment, double, Func<Moments, Moments, bool, bool>> criterion
    )
    {
        var experiment = new SimulatedExperiment(Population.Converts(controlRate), Population.Converts(testRate), control, 28)
        {
            TestUsersPerLook = test,
        };
        return new(name, of10000, experiment, criterion(experiment, testRate - controlRate));
    }

    private static Func<Moments, Moments, bool, bool> Rejects(SimulatedExperiment experiment, double difference) =>
        Criteria.AlwaysValidRejects(experiment.PlannedTotal, Alpha);

    private static Func<Moments, Moments, bool, bool> OfMeans(SimulatedExperiment experiment, double difference) =>
        Criteria.AlwaysValidExcludesZero(experiment.PlannedTotal, Alpha);

    private static Func<Moments, Moments, bool, bool> Misses(SimulatedExperiment experiment, double difference) =>
        Criteria.AlwaysValidMisses(experiment.PlannedTotal, Alpha, difference);
}
