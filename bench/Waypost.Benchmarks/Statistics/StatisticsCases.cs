using BenchmarkDotNet.Attributes;
using MathNet.Numerics;
using Waypost.Stats.Statistics;

namespace Waypost.Benchmarks.Statistics;

/// <summary>One metric with two arms, from sums to all figures of its row.</summary>
[MemoryDiagnoser]
public class StatisticsCases
{
    private readonly Moments control = Moments.FromVariance(250_000, 12.5, 400);
    private readonly Moments test = Moments.FromVariance(251_000, 12.61, 410);
    private readonly Proportion controlConverted = new(25_000, 250_000);
    private readonly Proportion testConverted = new(25_600, 251_000);
    private readonly Proportion rareControl = new(2, 1_000_000);
    private readonly Proportion rareTest = new(6, 1_000_000);
    private readonly SampleDesign design = new() { Shares = [1, 1] };

    /// <summary>Only the textbook z-test: a square root and an erfc.</summary>
    [Benchmark(Description = "baseline: a z-test")]
    public double Baseline()
    {
        var error = Math.Sqrt((control.M2 / control.Count / control.Count) + (test.M2 / test.Count / test.Count));
        return SpecialFunctions.Erfc(Math.Abs(test.Mean - control.Mean) / error / Constants.Sqrt2);
    }

    [Benchmark(Description = "mean: Welch, lift, always-valid, Bayesian")]
    public double? Mean() => Row(Welch.Compare(control, test, 0.05), control, test);

    [Benchmark(Description = "binomial: chi-square, Newcombe, lift, always-valid, Bayesian")]
    public double? Binomial() =>
        Row(BinomialTest.Compare(controlConverted, testConverted, 0.05), controlConverted.ToMoments(), testConverted.ToMoments());

    [Benchmark(Description = "Fisher: 8 of 2,000,000")]
    public double? Rare() => BinomialTest.Compare(rareControl, rareTest, 0.05).PValue;

    [Benchmark(Description = "Fisher: 50,600 of 501,000")]
    public double Common() => Fisher.PValue(controlConverted, testConverted);

    [Benchmark(Description = "plan: users for 80 % power, means")]
    public long? Plan() => SampleSize.ForMeans(0.2, 400, design)?.Total;

    private static double? Row(Estimate estimate, Moments control, Moments test)
    {
        var lift = Lift.Of(control, test, 0.05);
        return estimate.PValue
            + lift.Relative
            + ConfidenceSequence.Compare(control, test, 0.01, 500_000)?.PValue
            + Bayesian.Posterior(lift, goalIncrease: true)?.ChanceToWin;
    }
}
