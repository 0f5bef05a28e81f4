using Waypost.Stats.Statistics;

namespace Waypost.Benchmarks.Simulations;

/// <summary>
/// Means of skewed values with uneven shares. The first two cases show what Welch's test alone would do; the others stay below 5.73 %, and
/// the always-valid rule below 1.25 %.
/// </summary>
internal static class SkewedCases
{
    private const string FewBuyers = "revenue of 5 % buyers";
    private const string LogNormal = "log-normal, σ = 2";

    internal static readonly IReadOnlyList<SimulationCase> All =
    [
        Fixed($"A/A, Welch alone, {FewBuyers}, 900 and 100: 19 %", (1700, 2200), Population.FewBuyers(), 900, 100, Criteria.WelchRejects),
        Fixed(
            $"A/A, Welch alone, {LogNormal}, 9,000 and 1,000: 10 %",
            (850, 1150),
            Population.LogNormal(2),
            9000,
            1000,
            Criteria.WelchRejects
        ),
        Fixed($"A/A, {FewBuyers}, 900 and 100", (0, 573), Population.FewBuyers(), 900, 100, Criteria.MeansDiffer),
        Fixed($"A/A, {FewBuyers}, 4,500 and 500", (0, 573), Population.FewBuyers(), 4500, 500, Criteria.MeansDiffer),
        Fixed($"A/A, {FewBuyers}, 18,000 and 2,000", (0, 573), Population.FewBuyers(), 18_000, 2000, Criteria.MeansDiffer),
        Fixed($"A/A, {LogNormal}, 9,000 and 1,000", (0, 573), Population.LogNormal(2), 9000, 1000, Criteria.MeansDiffer),
        Fixed($"A/A, {LogNormal}, 1,000 and 9,000", (0, 573), Population.LogNormal(2), 1000, 9000, Criteria.MeansDiffer),
        Fixed($"A/A, {LogNormal}, 1,000 an arm", (0, 573), Population.LogNormal(2), 1000, 1000, Criteria.MeansDiffer),
        Fixed("A/A, normal, 900 and 100", (430, 573), Population.Normal(), 900, 100, Criteria.MeansDiffer),
        Looks($"A/A, always valid at 0.01, {FewBuyers}, 90/10, 20,000 users", (0, 125), Population.FewBuyers(), 643, 71, Early),
        Looks($"A/A, always valid at 0.01, {LogNormal}, 90/10, 10,000 users", (0, 125), Population.LogNormal(2), 321, 36, Early),
        Looks($"A/A, always valid at 0.01, {LogNormal}, 98/2, 20,000 users", (0, 125), Population.LogNormal(2), 700, 14, Early),
        Looks($"A/A, decisions on the results page, {FewBuyers}, 90/10, 20,000 users", (0, 573), Population.FewBuyers(), 643, 71, Page),
        Looks($"A/A, decisions on the results page, {FewBuyers}, 90/10, 1,000 users", (0, 573), Population.FewBuyers(), 32, 4, Page),
    ];

    private static SimulationCase Fixed(
        string name,
        (int AtLeast, int AtMost) of10000,
        Func<SeededRandom, double> user,
        int control,
        int test,
        Func<Moments, Moments, bool, bool> criterion
    ) => new(name, of10000, new(user, user, control) { TestUsersPerLook = test }, criterion);

    private static SimulationCase Looks(
        string name,
        (int AtLeast, int AtMost) of10000,
        Func<SeededRandom, double> user,
        int control,
        int test,
        Func<SimulatedExperiment, Func<Moments, Moments, bool, bool>> criterion
    )
    {
        var experiment = new SimulatedExperiment(user, user, control, 28) { TestUsersPerLook = test };
        return new(name, of10000, experiment, criterion(experiment));
    }

    private static Func<Moments, Moments, bool, bool> Early(SimulatedExperiment experiment) =>
        Criteria.MeansDifferAlwaysValid(experiment.PlannedTotal);

    private static Func<Moments, Moments, bool, bool> Page(SimulatedExperiment experiment) =>
        Criteria.PageDecidesMeans(experiment.PlannedTotal);
}
