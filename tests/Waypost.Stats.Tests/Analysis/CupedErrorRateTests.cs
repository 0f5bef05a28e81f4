using Waypost.Benchmarks.Simulations;
using Waypost.Stats.Statistics;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>A/A experiments with CUPED on proportions and ratios, as a page shows them. bench/ runs them 10,000 times.</summary>
public sealed class CupedErrorRateTests
{
    private const int Runs = 500;

    public static TheoryData<int> Simulations => [.. Enumerable.Range(0, CupedSimulation.All.Count)];

    [Theory]
    [MemberData(nameof(Simulations))]
    public void A_proportion_and_a_ratio_keep_their_error_rate(int number)
    {
        var simulation = CupedSimulation.All[number];

        var (shown, reduced, reduction) = simulation.Count(Runs, 20_260_301);

        var (atLeast, atMost) = Scaled(simulation.Of10000);
        Assert.InRange(shown, atLeast, atMost);
        Assert.True(reduced == 0 || reduction is > 0.1 and < 0.6, $"Reduced by {reduction:P0} in {reduced} runs.");
    }

    [Theory]
    [InlineData(4000, 4000, 0.003)] // few events
    [InlineData(9500, 500, 0.05)] // enough, but so skewed that uneven shares matter
    public void A_proportion_of_rare_events_keeps_its_own_test(int control, int test, double chance)
    {
        var simulation = new CupedSimulation("", default, false, CupedSimulation.Converts(chance), control, test);
        var (off, on) = (Users(simulation, control, 1), Users(simulation, test, 2));

        var result = simulation.Compare(off, on);

        var expected = BinomialTest.Compare(new((long)off.Sum, off.Users), new((long)on.Sum, on.Users), 0.05);
        Assert.Equal((expected.Method, expected.PValue), (result.Comparisons[0].Method, result.Comparisons[0].PValue));
        Assert.Null(result.Cuped);
        Assert.Null(result.Comparisons[0].VarianceReduction);
        Assert.Contains(result.Warnings, warning => warning.Code == "cuped-too-few");
        Assert.Equal((long)on.Sum, result.Variants[1].Converted);
    }

    [Fact]
    public void With_enough_events_the_adjusted_rates_are_compared()
    {
        var simulation = new CupedSimulation("", default, false, CupedSimulation.Converts(0.2), 2000, 2000);
        var (off, on) = (Users(simulation, 2000, 1), Users(simulation, 2000, 2));

        var result = simulation.Compare(off, on);

        var theta = Cuped.Theta([off.Before, on.Before]);
        var mean = Cuped.MeanBefore([off.Before, on.Before]);
        var expected = Welch.Compare(Cuped.Adjust(off.Before, theta, mean), Cuped.Adjust(on.Before, theta, mean), 0.05);
        Assert.Equal(expected.PValue, result.Comparisons[0].PValue);
        Assert.Equal((long)off.Sum, result.Variants[0].Converted);
        Assert.InRange(result.Comparisons[0].VarianceReduction!.Value, 0.38, 0.5);
    }

    private static UserSums Users(CupedSimulation simulation, int users, ulong seed)
    {
        var (random, sums) = (new SeededRandom(seed), new UserSums());
        for (var i = 0; i < users; i++)
        {
            sums.Add(simulation.User(random));
        }

        return sums;
    }

    /// <summary>Four standard deviations of fewer runs further out.</summary>
    private static (int AtLeast, int AtMost) Scaled((int AtLeast, int AtMost) of10000)
    {
        static int Bound(int of10000, int deviations)
        {
            var share = of10000 / 10_000d;
            return (int)Math.Round(Math.Max(0, (share * Runs) + (deviations * Math.Sqrt(share * (1 - share) * Runs))));
        }

        return (Bound(of10000.AtLeast, -4), Bound(of10000.AtMost, 4));
    }
}
