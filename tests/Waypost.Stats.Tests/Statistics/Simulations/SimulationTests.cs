using Waypost.Benchmarks.Simulations;

namespace Waypost.Stats.Tests.Statistics.Simulations;

/// <summary>
/// A thousand runs with a fixed seed, fewer where a run is long; <c>bench/Waypost.Benchmarks -- simulations</c> makes ten thousand.
/// </summary>
public class SimulationTests
{
    private const ulong Seed = 7_000_000;

    public static TheoryData<string> Harness() => [.. Proofs.Harness.Select(proof => proof.Name)];

    public static TheoryData<string> FalseAlarms() => [.. Proofs.FalseAlarms.Select(proof => proof.Name)];

    public static TheoryData<string> Coverage() => [.. Proofs.Coverage.Select(proof => proof.Name)];

    public static TheoryData<string> Power() => [.. Proofs.Power().Select(proof => proof.Name)];

    [Theory]
    [MemberData(nameof(Harness))]
    public void The_harness_sees_the_false_alarms_of_naive_peeking(string name) => AssertHolds(Proofs.Harness, name);

    [Theory]
    [MemberData(nameof(FalseAlarms))]
    public void Without_an_effect_alarms_are_as_rare_as_promised(string name) => AssertHolds(Proofs.FalseAlarms, name);

    [Theory]
    [MemberData(nameof(Coverage))]
    public void Intervals_hold_the_truth_as_often_as_promised(string name) => AssertHolds(Proofs.Coverage, name);

    [Theory]
    [MemberData(nameof(Power))]
    public void The_planned_number_of_users_finds_the_effect_as_often_as_promised(string name) => AssertHolds(Proofs.Power(), name);

    [Theory]
    [InlineData(50, 0.001)]
    [InlineData(50, 0.01)]
    [InlineData(50, 0.05)]
    [InlineData(50, 0.5)]
    [InlineData(1000, 0.001)]
    [InlineData(1000, 0.01)]
    [InlineData(1000, 0.05)]
    public void Newcombe_s_interval_holds_the_truth_added_up_over_all_tables(int users, double chance) =>
        Assert.InRange(NewcombeCoverage.Exact(users, chance, chance), 0.943, 1);

    [Fact]
    public void Newcombe_s_interval_holds_a_difference_that_is_there() =>
        Assert.InRange(NewcombeCoverage.Exact(200, 0.1, 0.2), 0.943, 0.965);

    private static void AssertHolds(IEnumerable<Proof> proofs, string name)
    {
        var proof = proofs.Single(proof => proof.Name == name);
        var runs = (int)Math.Clamp(3_000_000 / proof.Experiment.PlannedTotal, 300, 1_000);
        var (atLeast, atMost) = proof.BoundsFor(runs);

        Assert.InRange(proof.Experiment.Count(runs, Seed, proof.Claim), atLeast, atMost);
    }
}
