namespace Waypost.Flags.Tests;

/// <summary>Experiments in one layer never share a user; the layers are independent of each other.</summary>
public class LayerTests
{
    private const int Users = 100_000;

    private static readonly EvaluationContext[] Contexts = [.. Enumerable.Range(0, Users).Select(i => EvaluationContext.For($"user-{i}"))];

    [Fact]
    public void No_user_is_in_two_experiments_of_a_layer_and_a_full_layer_leaves_nobody_out()
    {
        var a = InLayer("a", "one", 0, 30_000);
        var b = InLayer("b", "one", 30_000, 65_000);
        var c = InLayer("c", "one", 65_000, 100_000);
        var snapshot = CompiledSnapshot.Compile(TestData.Snapshot(a, b, c));

        var exposures = Contexts.Select(user => Exposures(snapshot, user, a, b, c)).ToList();

        Assert.All(exposures, of => Assert.Single(of));
        var counts = exposures.GroupBy(of => of[0]).ToDictionary(group => group.Key, group => group.Count());
        AssertNear(30_000, counts["a"]);
        AssertNear(35_000, counts["b"]);
        AssertNear(35_000, counts["c"]);
    }

    [Fact]
    public void Membership_in_two_layers_is_independent()
    {
        var a = InLayer("a", "one", 0, 30_000);
        var b = InLayer("b", "two", 0, 40_000);
        var snapshot = CompiledSnapshot.Compile(TestData.Snapshot(a, b));

        AssertIndependent(user => Exposures(snapshot, user, a).Count == 1, user => Exposures(snapshot, user, b).Count == 1);
    }

    [Fact]
    public void The_variant_is_independent_of_the_place_in_the_layer()
    {
        var a = InLayer("a", "one", 0, 100_000);
        var snapshot = CompiledSnapshot.Compile(TestData.Snapshot(a));

        AssertIndependent(
            user => Evaluator.Evaluate(snapshot, "a", in user).Variant == "on",
            user => Bucketing.Bucket("one", user.TargetingKey!) < 50_000
        );
    }

    [Fact]
    public void Held_out_users_get_the_control_of_every_experiment_and_are_in_none()
    {
        var holdout = TestData.Range("held", 0, 5_000);
        Flag[] flags =
        [
            .. Enumerable
                .Range(0, 5)
                .Select(i => InLayer($"f{i}", "one", i * 20_000, (i + 1) * 20_000))
                .Select(flag =>
                    flag with
                    {
                        Fallthrough = flag.Fallthrough with { Participants = flag.Fallthrough.Participants! with { Holdout = holdout } },
                    }
                ),
        ];
        var snapshot = CompiledSnapshot.Compile(TestData.Snapshot(flags));

        foreach (var user in Contexts)
        {
            var isHeldOut = Bucketing.Bucket("held", user.TargetingKey!) < 5_000;
            Assert.Equal(isHeldOut ? 0 : 1, Exposures(snapshot, user, flags).Count);
        }

        AssertNear(5_000, Contexts.Count(user => Exposures(snapshot, user, flags).Count == 0));
    }

    private static Flag InLayer(string key, string layerSalt, int from, int to) =>
        TestData.Flag(key) with
        {
            Salt = "salt-" + key,
            Fallthrough = Serve.Only(
                new() { Layer = TestData.Range(layerSalt, from, to), Rollout = TestData.Split(50_000).Rollout! },
                "off"
            ),
            Experiment = new(1, "off"),
        };

    private static List<string> Exposures(CompiledSnapshot snapshot, EvaluationContext user, params Flag[] flags)
    {
        var keys = new List<string>();
        foreach (var flag in flags)
        {
            var evaluation = Evaluator.Evaluate(snapshot, flag.Key, in user);
            Assert.Equal(EvaluationReason.Split, evaluation.Reason);
            if (evaluation.ExperimentId is not null)
            {
                keys.Add(flag.Key);
            }
            else
            {
                Assert.Equal("off", evaluation.Variant);
            }
        }

        return keys;
    }

    // The users are fixed, so the result never changes. Chi-square with one degree of freedom: above 10.8 in one of 1,000 random splits.
    private static void AssertIndependent(Func<EvaluationContext, bool> first, Func<EvaluationContext, bool> second)
    {
        var counts = new double[2, 2];
        foreach (var user in Contexts)
        {
            counts[first(user) ? 1 : 0, second(user) ? 1 : 0]++;
        }

        var chiSquare = 0d;
        for (var i = 0; i < 2; i++)
        {
            for (var j = 0; j < 2; j++)
            {
                var expected = (counts[i, 0] + counts[i, 1]) * (counts[0, j] + counts[1, j]) / Users;
                chiSquare += (counts[i, j] - expected) * (counts[i, j] - expected) / expected;
            }
        }

        Assert.InRange(chiSquare, 0, 10.8);
    }

    // Five standard deviations of a binomial count.
    private static void AssertNear(int expected, int actual)
    {
        var share = (double)expected / Users;
        var tolerance = 5 * Math.Sqrt(Users * share * (1 - share));
        Assert.InRange(actual, expected - tolerance, expected + tolerance);
    }
}
