using CsCheck;
using Waypost.Manager.Data;

namespace Waypost.Manager.Tests.Experiments;

/// <summary>Where an experiment's range is put among those of others.</summary>
public sealed class LayerRangesTests
{
    [Theory]
    [InlineData("", 100_000, 0)]
    [InlineData("", 1, 0)]
    [InlineData("0-100000", 1, null)]
    [InlineData("0-30000", 70_000, 30_000)]
    [InlineData("0-30000", 70_001, null)]
    [InlineData("10-20 30-40", 10, 0)]
    [InlineData("5-20 30-40", 10, 20)]
    [InlineData("5-20 25-40", 10, 40)]
    [InlineData("0-50000 50000-100000", 1, null)]
    public void The_first_gap_that_is_long_enough_is_used(string held, int length, int? expected) =>
        Assert.Equal(expected, LayerRanges.FirstFit(Held(held), length));

    [Fact]
    public void However_experiments_come_and_go_their_ranges_never_overlap() =>
        Gen.Select(Gen.Int[1, 40_000], Gen.Int[0, 9])
            .Array[1, 60]
            .Sample(steps =>
            {
                var held = new List<HeldRange>();
                foreach (var (length, stop) in steps)
                {
                    if (LayerRanges.FirstFit(held, length) is { } from)
                    {
                        held.Add(new(held.Count, "", "", from, from + length));
                        held.Sort((a, b) => a.From - b.From);
                    }
                    else
                    {
                        Assert.True(LayerRanges.LargestGap(held) < length);
                        held.RemoveAt(stop % held.Count);
                    }

                    Assert.Equal(100_000, LayerRanges.Free(held) + held.Sum(range => range.Length));
                    Assert.All(held, range => Assert.InRange(range.To, range.From + 1, 100_000));
                    Assert.All(held.Zip(held.Skip(1)), pair => Assert.True(pair.First.To <= pair.Second.From));
                }
            });

    private static List<HeldRange> Held(string text) =>
        [
            .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(range => range.Split('-'))
                .Select(ends => new HeldRange(1, "", "", Parse(ends[0]), Parse(ends[1]))),
        ];

    private static int Parse(string number) => int.Parse(number, System.Globalization.CultureInfo.InvariantCulture);
}
