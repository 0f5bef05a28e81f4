using CsCheck;
using Waypost.Stats.Statistics;

namespace Waypost.Stats.Tests.Statistics.Properties;

/// <summary>Generators of arms for property tests.</summary>
internal static class Generate
{
    internal static readonly Gen<Moments> Arm = Gen.Select(
        Gen.Long[2, 5_000_000],
        Gen.Double[0.01, 1_000],
        Gen.Double[0.001, 10_000],
        (n, mean, variance) => Moments.FromVariance(n, mean, variance)
    );

    internal static readonly Gen<Proportion> Proportion = Gen.Long[1, 100_000]
        .SelectMany(n => Gen.Long[0, n].Select(x => new Proportion(x, n)));

    internal static readonly Gen<double[]> Values = Gen.Double[-1_000, 1_000].Array[1, 60];

    internal static readonly Gen<double> Alpha = Gen.OneOf(0.2, 0.05, 0.01, 0.001);
}
