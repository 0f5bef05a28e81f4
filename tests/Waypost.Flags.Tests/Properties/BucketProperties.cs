using CsCheck;

namespace Waypost.Flags.Tests.Properties;

public class BucketProperties
{
    [Fact]
    public void Raising_the_first_variant_s_weight_keeps_everyone_who_had_it() =>
        Gen.Select(Any.User, Gen.Int[0, WeightedVariant.Total], Gen.Int[0, WeightedVariant.Total])
            .Sample(
                (user, one, other) =>
                {
                    var context = EvaluationContext.For(user);
                    var before = Make.Snapshot(Make.Flag() with { Fallthrough = Make.Split(Math.Min(one, other)) })
                        .Evaluate("quote-form", context);
                    var after = Make.Snapshot(Make.Flag() with { Fallthrough = Make.Split(Math.Max(one, other)) })
                        .Evaluate("quote-form", context);

                    Assert.False(before.Variant == "on" && after.Variant == "off");
                }
            );

    [Fact]
    public void A_variant_is_served_exactly_from_the_weight_that_exceeds_the_bucket() =>
        Any.User.Sample(user =>
        {
            var bucket = Bucketing.Bucket(Make.Flag().Salt, user);

            Assert.Equal("off", Served(bucket));
            Assert.Equal("on", Served(bucket + 1));

            string? Served(int weight) =>
                Make.Snapshot(Make.Flag() with { Fallthrough = Make.Split(weight) })
                    .Evaluate("quote-form", EvaluationContext.For(user))
                    .Variant;
        });

    [Theory]
    [InlineData(0, 0)]
    [InlineData(100_000, 10_000)]
    public void Nobody_and_everybody_are_exact(int weight, int served)
    {
        var snapshot = CompiledSnapshot.Compile(Make.Snapshot(Make.Flag() with { Fallthrough = Make.Split(weight) }));

        Assert.Equal(
            served,
            Enumerable
                .Range(0, 10_000)
                .Count(i => Evaluator.Evaluate(snapshot, "quote-form", EvaluationContext.For($"user-{i}")).Variant == "on")
        );
    }

    [Fact]
    public void A_rollout_serves_the_variant_whose_running_sum_first_exceeds_the_bucket()
    {
        var rollout = Serve.Split(new("red", 20_000), new("green", 0), new("blue", 80_000));
        var flag = Make.Text() with
        {
            Variants = Make.Variants(("red", "\"1\""), ("green", "\"2\""), ("blue", "\"3\"")),
            Fallthrough = rollout,
        };
        var snapshot = CompiledSnapshot.Compile(Make.Snapshot(flag));

        for (var i = 0; i < 10_000; i++)
        {
            var expected = Bucketing.Bucket(flag.Salt, $"user-{i}") < 20_000 ? "red" : "blue";
            Assert.Equal(expected, Evaluator.Evaluate(snapshot, "colour", EvaluationContext.For($"user-{i}")).Variant);
        }
    }

    /// <summary>
    /// Chi-square over 100 buckets: 99 degrees of freedom. The bounds hold for any number of users; one kind is run in full.
    /// </summary>
    [Theory]
    [InlineData("sequential", 250_000)]
    [InlineData("uuid", 250_000)]
    [InlineData("e-mail", 250_000)]
    [InlineData("user-N", 1_000_000)]
    public void Users_spread_evenly(string kind, int users)
    {
        var random = new Random(7);
        var counts = new int[100];
        Span<byte> bytes = stackalloc byte[16];
        for (var i = 0; i < users; i++)
        {
            random.NextBytes(bytes);
            var id = kind switch
            {
                "sequential" => $"{i}",
                "uuid" => new Guid(bytes).ToString(),
                "e-mail" => $"person.{i}@mail{i % 7}.example",
                _ => $"user-{i}",
            };
            counts[Bucketing.Bucket("Jx3kQ0aZ", id) / 1000]++;
        }

        Assert.InRange(ChiSquare(counts, users / 100d), 54.99, 160.06);
    }

    [Fact]
    public void Two_flags_split_users_independently()
    {
        const int Users = 100_000;
        var counts = new int[100];
        for (var i = 0; i < Users; i++)
        {
            counts[(Bucketing.Bucket("salt-a", $"user-{i}") / 10_000 * 10) + (Bucketing.Bucket("salt-b", $"user-{i}") / 10_000)]++;
        }

        // Against independence of the rows and columns that came out: 81 degrees of freedom.
        var rows = Enumerable.Range(0, 10).Select(r => (double)Enumerable.Range(0, 10).Sum(c => counts[(r * 10) + c])).ToArray();
        var columns = Enumerable.Range(0, 10).Select(c => (double)Enumerable.Range(0, 10).Sum(r => counts[(r * 10) + c])).ToArray();
        var chiSquare = Enumerable
            .Range(0, 100)
            .Sum(i =>
            {
                var expected = rows[i / 10] * columns[i % 10] / Users;
                return (counts[i] - expected) * (counts[i] - expected) / expected;
            });
        Assert.InRange(chiSquare, 0, 137.1);
    }

    private static double ChiSquare(int[] counts, double expected) =>
        counts.Sum(count => (count - expected) * (count - expected) / expected);
}
