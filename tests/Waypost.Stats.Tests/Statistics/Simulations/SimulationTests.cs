using Waypost.Benchmarks.Simulations;

namespace Waypost.Stats.Tests.Statistics.Simulations;

/// <summary>
/// A thousand runs with a fixed seed, fewer for long ones; <c>bench/Waypost.Benchmarks -- simulations</c> runs ten thousand.
/// </summary>
public class SimulationTests
{
    private const ulong Seed = 7_000_000;

    public static TheoryData<string> Harness() => [.. SimulationCases.Harness.Select(simulation => simulation.Name)];

    public static TheoryData<string> FalseAlarms() => [.. SimulationCases.FalseAlarms.Select(simulation => simulation.Name)];

    public static TheoryData<string> AlwaysValid() => [.. AlwaysValidCases.All.Select(simulation => simulation.Name)];

    public static TheoryData<string> Skewed() => [.. SkewedCases.All.Select(simulation => simulation.Name)];

    public static TheoryData<string> Coverage() => [.. SimulationCases.Coverage.Select(simulation => simulation.Name)];

    public static TheoryData<string> Power() => [.. SimulationCases.Power().Select(simulation => simulation.Name)];

    public static TheoryData<string> QuantileNames() => [.. QuantileSimulation.All.Select(simulation => simulation.Name)];

    [Theory]
    [MemberData(nameof(Harness))]
    public void The_harness_detects_the_false_alarms_of_naive_peeking(string name) => AssertPasses(SimulationCases.Harness, name);

    [Theory]
    [MemberData(nameof(FalseAlarms))]
    public void Without_an_effect_false_alarms_are_as_rare_as_promised(string name) => AssertPasses(SimulationCases.FalseAlarms, name);

    [Theory]
    [MemberData(nameof(AlwaysValid))]
    public void Looking_early_at_proportions_holds_whatever_the_shares(string name) => AssertPasses(AlwaysValidCases.All, name);

    [Theory]
    [MemberData(nameof(Skewed))]
    public void Skewed_values_rarely_differ_whatever_the_shares(string name) => AssertPasses(SkewedCases.All, name);

    [Theory]
    [MemberData(nameof(Coverage))]
    public void Intervals_cover_the_truth_as_often_as_promised(string name) => AssertPasses(SimulationCases.Coverage, name);

    [Theory]
    [MemberData(nameof(Power))]
    public void The_planned_sample_size_detects_the_effect_as_often_as_promised(string name) => AssertPasses(SimulationCases.Power(), name);

    [Theory]
    [MemberData(nameof(QuantileNames))]
    public void Quantiles_of_the_same_population_rarely_differ_whatever_ties(string name)
    {
        var simulation = QuantileSimulation.All.Single(candidate => candidate.Name == name);
        // Four standard deviations of 500 runs above the bound.
        Assert.InRange(simulation.Count(500, Seed).Rejected, 0, 49);
    }

    [Theory]
    [InlineData(50, 0.001)]
    [InlineData(50, 0.01)]
    [InlineData(50, 0.05)]
    [InlineData(50, 0.5)]
    [InlineData(1000, 0.001)]
    [InlineData(1000, 0.01)]
    [InlineData(1000, 0.05)]
    public void Newcombes_interval_covers_the_truth_summed_over_all_tables(int users, double chance) =>
        Assert.InRange(NewcombeCoverage.Exact(users, chance, chance), 0.943, 1);

    [Fact]
    public void Newcombes_interval_covers_a_real_difference() => Assert.InRange(NewcombeCoverage.Exact(200, 0.1, 0.2), 0.943, 0.965);

    [Fact]
    public void The_sample_ratio_of_two_variants_is_red_by_chance_at_most_once_in_a_thousand() =>
        Assert.All(SampleRatioAlarms.TwoVariants, counts => Assert.InRange(SampleRatioAlarms.Exact(counts.Users, counts.Share), 0, 0.001));

    [Fact]
    public void The_sample_ratio_of_several_variants_is_red_by_chance_at_most_once_in_a_thousand() =>
        Assert.All(
            SampleRatioAlarms.SeveralVariants,
            counts => Assert.InRange(SampleRatioAlarms.Count(1_000, Seed, counts.Users, counts.Shares), 0, SampleRatioAlarms.AtMost(1_000))
        );

    private static void AssertPasses(IEnumerable<SimulationCase> simulations, string name)
    {
        var simulation = simulations.Single(candidate => candidate.Name == name);
        var runs = (int)Math.Clamp(3_000_000 / simulation.Experiment.PlannedTotal, 300, 1_000);
        var (atLeast, atMost) = simulation.BoundsFor(runs);

        Assert.InRange(simulation.Experiment.Count(runs, Seed, simulation.Criterion), atLeast, atMost);
    }
}
