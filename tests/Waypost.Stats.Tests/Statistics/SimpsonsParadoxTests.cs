using Waypost.Stats.Statistics;

namespace Waypost.Stats.Tests.Statistics;

public sealed class SimpsonsParadoxTests
{
    /// <summary>
    /// Charig et al., BMJ 292 (1986): open surgery removed small and large kidney stones more often, and all stones less often, because it
    /// was chosen for large ones.
    /// </summary>
    [Fact]
    public void Kidney_stones_are_the_paradox()
    {
        var found = SimpsonsParadox.Find([Level(234, 270, 81, 87), Level(55, 80, 192, 263)])!.Value;

        // 273/350 − 289/350, and the weights 357 and 343 of 700.
        Assert.Equal(-16d / 350, found.Overall, 12);
        var within = (357d / 700 * ((81d / 87) - (234d / 270))) + (343d / 700 * ((192d / 263) - (55d / 80)));
        Assert.Equal(within, found.WithinLevels, 12);
        Assert.Equal(1, found.OppositeShare);
        // χ² = 700(270·263 − 87·80)²/(350·350·357·343), P(χ²₁ > 191.46).
        Assert.InRange(found.SharesPValue, 1e-44, 1e-42);
    }

    [Fact]
    public void Swapping_the_arms_mirrors_it()
    {
        var found = SimpsonsParadox.Find([Level(234, 270, 81, 87), Level(55, 80, 192, 263)])!.Value;
        var mirrored = SimpsonsParadox.Find([Level(81, 87, 234, 270), Level(192, 263, 55, 80)])!.Value;

        Assert.Equal(-found.Overall, mirrored.Overall, 12);
        Assert.Equal(-found.WithinLevels, mirrored.WithinLevels, 12);
    }

    [Fact]
    public void Means_are_recognised_as_proportions_are()
    {
        var found = SimpsonsParadox
            .Find([
                (Moments.FromVariance(9_000, 10, 25), Moments.FromVariance(1_000, 11, 25)),
                (Moments.FromVariance(1_000, 2, 25), Moments.FromVariance(9_000, 3, 25)),
            ])!
            .Value;

        Assert.Equal(((0.1 * 11) + (0.9 * 3)) - ((0.9 * 10) + (0.1 * 2)), found.Overall, 12);
        Assert.Equal(1, found.WithinLevels, 12);
    }

    [Fact]
    public void The_same_rates_with_equal_shares_are_none()
    {
        Assert.Null(SimpsonsParadox.Find([Level(234, 270, 251, 270), Level(55, 80, 58, 80)]));
    }

    [Fact]
    public void Different_shares_that_do_not_turn_the_direction_are_none()
    {
        // Better in both levels and overall.
        Assert.Null(SimpsonsParadox.Find([Level(800, 1_000, 720, 800), Level(200, 1_000, 360, 1_200)]));
    }

    [Fact]
    public void Different_shares_of_levels_with_equal_means_are_none()
    {
        // The overall difference is opposite to the others only by chance: the levels do not explain it.
        Assert.Null(SimpsonsParadox.Find([Level(4_501, 9_000, 500, 1_000), Level(500, 1_000, 4_499, 9_000)]));
    }

    [Fact]
    public void Most_users_must_be_in_levels_of_the_opposite_direction()
    {
        // Within the levels +5 points on average, of all users −3.5, but 10,000 of 14,000 are in a level with −1.
        Assert.Null(SimpsonsParadox.Find([Level(3_000, 5_000, 2_950, 5_000), Level(100, 1_000, 900, 3_000)]));
    }

    [Fact]
    public void Empty_and_single_levels_are_none()
    {
        Assert.Null(SimpsonsParadox.Find([]));
        Assert.Null(SimpsonsParadox.Find([Level(1, 2, 1, 2)]));
        Assert.Null(SimpsonsParadox.Find([Level(0, 0, 5, 10), Level(5, 10, 0, 0)]));
    }

    [Fact]
    public void Randomised_users_of_very_different_levels_never_look_like_it()
    {
        var random = new Random(20);
        double[] rates = [0.02, 0.1, 0.4, 0.9];
        var found = 0;
        for (var experiment = 0; experiment < 2_000; experiment++)
        {
            var levels = rates
                .Select(rate =>
                {
                    var (users, yes) = (new long[2], new long[2]);
                    for (var user = 0; user < 100; user++)
                    {
                        var arm = random.Next(2);
                        users[arm]++;
                        yes[arm] += random.NextDouble() < rate ? 1 : 0;
                    }
                    return Level(yes[0], users[0], yes[1], users[1]);
                })
                .ToList();
            found += SimpsonsParadox.Find(levels) is null ? 0 : 1;
        }

        // Expected at most 1 in 1,000 by the first of four conditions.
        Assert.InRange(found, 0, 2);
    }

    private static (Moments Control, Moments Test) Level(long controlYes, long controlUsers, long testYes, long testUsers) =>
        (new Proportion(controlYes, controlUsers).ToMoments(), new Proportion(testYes, testUsers).ToMoments());
}
