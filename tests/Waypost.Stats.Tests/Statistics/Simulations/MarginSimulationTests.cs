using Waypost.Benchmarks.Simulations;

namespace Waypost.Stats.Tests.Statistics.Simulations;

/// <summary>A thousand runs of each margin with a fixed seed, fewer for long ones; the benchmarks run ten thousand.</summary>
public class MarginSimulationTests
{
    private const ulong Seed = 18_000_000;

    public static TheoryData<string> Names() => [.. MarginCases.All().Select(simulation => simulation.Name)];

    public static TheoryData<int, int, double, double, bool> Tables()
    {
        var data = new TheoryData<int, int, double, double, bool>();
        foreach (var (usersA, usersB, control, margin, isRelative) in MarginErrors.Cases)
        {
            data.Add(usersA, usersB, control, margin, isRelative);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void At_the_margin_harm_is_ruled_out_as_rarely_as_promised_and_without_a_difference_as_often(string name)
    {
        var simulation = MarginCases.All().Single(candidate => candidate.Name == name);
        var runs = (int)Math.Clamp(3_000_000 / simulation.Experiment.PlannedTotal, 200, 1_000);
        var (atLeast, atMost) = simulation.BoundsFor(runs);

        Assert.InRange(simulation.Experiment.Count(runs, Seed, simulation.Criterion), atLeast, atMost);
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void The_score_test_holds_over_all_tables_of_two_proportions(
        int usersA,
        int usersB,
        double control,
        double margin,
        bool isRelative
    )
    {
        Assert.InRange(MarginErrors.Exact(usersA, usersB, control, margin, isRelative, below: true), 0, 0.0573);
        Assert.InRange(MarginErrors.Exact(usersA, usersB, control, margin, isRelative, below: false), 0, 0.0573);
    }
}
