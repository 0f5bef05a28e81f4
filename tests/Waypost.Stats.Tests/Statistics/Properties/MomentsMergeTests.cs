using CsCheck;
using Waypost.Stats.Statistics;

namespace Waypost.Stats.Tests.Statistics.Properties;

/// <summary>Moments of parts, merged in any order, equal those of all values.</summary>
public class MomentsMergeTests
{
    [Fact]
    public void Parts_merged_in_any_order_equal_one_pass() =>
        Gen.Select(Generate.Values.Array[1, 10], Gen.Int)
            .Sample(
                (days, seed) =>
                {
                    var all = days.SelectMany(day => day).ToArray();
                    var mean = all.Average();

                    var shuffled = days.ToArray();
                    new Random(seed).Shuffle(shuffled);
                    var merged = shuffled.Select(SampleMoments.Of).Aggregate((one, other) => one.Merge(other));

                    Assert.Equal(all.Length, merged.Count);
                    AssertNumbers.Close(mean, merged.Mean, scale: 1000);
                    AssertNumbers.Close(all.Sum(x => (x - mean) * (x - mean)), merged.M2, scale: 1);
                }
            );

    [Fact]
    public void Pairs_merged_in_any_order_equal_one_pass() =>
        Gen.Select(Generate.Values, Generate.Values, Gen.Int[0, 60])
            .Sample(
                (xs, ys, cut) =>
                {
                    var pairs = xs.Zip(ys).ToArray();
                    var (meanX, meanY) = (pairs.Average(p => p.First), pairs.Average(p => p.Second));
                    cut = Math.Min(cut, pairs.Length);

                    var merged = Of(pairs[cut..]).Merge(Of(pairs[..cut]));

                    Assert.Equal(pairs.Length, merged.Count);
                    AssertNumbers.Close(pairs.Sum(p => (p.First - meanX) * (p.Second - meanY)), merged.CXY, scale: 1e6);
                    AssertNumbers.Close(pairs.Sum(p => Math.Pow(p.First - meanX, 2)), merged.M2X, scale: 1);
                    AssertNumbers.Close(pairs.Sum(p => Math.Pow(p.Second - meanY, 2)), merged.M2Y, scale: 1);

                    static JointMoments Of((double First, double Second)[] part) =>
                        SampleMoments.Of(part.Select(p => p.First), part.Select(p => p.Second));
                }
            );

    [Fact]
    public void A_proportion_is_the_moments_of_its_zeros_and_ones() =>
        Gen.Select(Gen.Int[0, 40], Gen.Int[0, 40])
            .Where((x, y) => x + y > 0)
            .Sample(
                (successes, failures) =>
                {
                    var values = Enumerable.Repeat(1d, successes).Concat(Enumerable.Repeat(0d, failures));

                    var (counted, summed) = (new Proportion(successes, successes + failures).ToMoments(), SampleMoments.Of(values));

                    Assert.Equal(summed.Count, counted.Count);
                    AssertNumbers.Close(summed.Mean, counted.Mean, scale: 1);
                    AssertNumbers.Close(summed.M2, counted.M2, scale: 1);
                }
            );
}
