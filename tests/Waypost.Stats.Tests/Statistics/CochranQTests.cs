using Waypost.Stats.Statistics;

namespace Waypost.Stats.Tests.Statistics;

public sealed class CochranQTests
{
    [Fact]
    public void Two_levels_are_compared_as_by_a_z_test()
    {
        // z = (3 − 1)/√2; P(|Z| > √2) = 0.157299207.
        var q = CochranQ.Test([new(1, 1), new(3, 1)])!.Value;

        Assert.Equal(2, q.Statistic, 12);
        Assert.Equal(1, q.DegreesOfFreedom);
        Assert.Equal(0.157299207050285, q.PValue, 12);
    }

    [Fact]
    public void Precise_levels_weigh_more()
    {
        // Weights 4, 1, 1: mean (4·2 + 5 + 8)/6 = 3.5, Q = 4·2.25 + 2.25 + 20.25; P(χ²₂ > 31.5) = e^(−15.75).
        var q = CochranQ.Test([new(2, 0.5), new(5, 1), new(8, 1)])!.Value;

        Assert.Equal(31.5, q.Statistic, 10);
        Assert.Equal(Math.Exp(-15.75), q.PValue, 12);
    }

    [Fact]
    public void The_unit_does_not_matter()
    {
        var tiny = CochranQ.Test([new(2e-200, 0.5e-200), new(5e-200, 1e-200)])!.Value;

        Assert.Equal(CochranQ.Test([new(2, 0.5), new(5, 1)])!.Value.PValue, tiny.PValue, 12);
    }

    [Fact]
    public void One_level_or_an_unknown_error_is_no_test()
    {
        Assert.Null(CochranQ.Test([new(1, 1)]));
        Assert.Null(CochranQ.Test([new(1, 1), new(2, 0)]));
        Assert.Null(CochranQ.Test([new(1, 1), new(2, double.NaN)]));
    }

    [Fact]
    public void Levels_without_a_difference_between_them_are_rejected_as_often_as_alpha_says()
    {
        var random = new Random(7);
        var rejected = Enumerable
            .Range(0, 4_000)
            .Count(_ =>
                CochranQ
                    .Test([.. Enumerable.Range(1, 5).Select(level => new LevelDifference(0.3 + (level * Normal(random)), level))])!
                    .Value.PValue < 0.05
            );

        // 200 ± 3 standard errors.
        Assert.InRange(rejected, 158, 242);
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
