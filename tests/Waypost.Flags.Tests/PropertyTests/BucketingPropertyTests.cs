using CsCheck;

namespace Waypost.Flags.Tests;

public class BucketingPropertyTests
{
    [Fact]
    public void Raising_the_weight_of_the_first_variant_keeps_its_users() =>
        Gen.Select(ValidGen.User, Gen.Int[0, WeightedVariant.Total], Gen.Int[0, WeightedVariant.Total])
            .Sample(
                (user, one, other) =>
                {
                    var context = EvaluationContext.For(user);
                    var before = TestData
                        .Snapshot(TestData.Flag() with { Fallthrough = TestData.Split(Math.Min(one, other)) })
                        .Evaluate("quote-form", context);
                    var after = TestData
                        .Snapshot(TestData.Flag() with { Fallthrough = TestData.Split(Math.Max(one, other)) })
                        .Evaluate("quote-form", context);

                    Assert.False(before.Variant == "on" && after.Variant == "off");
                }
            );

    [Fact]
    public void A_variant_is_served_from_the_first_weight_above_the_bucket() =>
        ValidGen.User.Sample(user =>
        {
            var bucket = Bucketing.Bucket(TestData.Flag().Salt, user);

            Assert.Equal("off", Served(bucket));
            Assert.Equal("on", Served(bucket + 1));

            string? Served(int weight) =>
                TestData
                    .Snapshot(TestData.Flag() with { Fallthrough = TestData.Split(weight) })
                    .Evaluate("quote-form", EvaluationContext.For(user))
                    .Variant;
        });

    [Theory]
    [InlineData(0, 0)]
    [InlineData(100_000, 10_000)]
    public void Zero_and_one_hundred_percent_are_exact(int weight, int served)
    {
        var snapshot = CompiledSnapshot.Compile(TestData.Snapshot(TestData.Flag() with { Fallthrough = TestData.Split(weight) }));

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
        var flag = TestData.Text() with
        {
            Variants = TestData.Variants(("red", "\"1\""), ("green", "\"2\""), ("blue", "\"3\"")),
            Fallthrough = rollout,
        };
        var snapshot = CompiledSnapshot.Compile(TestData.Snapshot(flag));

        for (var i = 0; i < 10_000; i++)
        {
            var expected = Bucketing.Bucket(flag.Salt, $"user-{i}") < 20_000 ? "red" : "blue";
            Assert.Equal(expected, Evaluator.Evaluate(snapshot, "colour", EvaluationContext.For($"user-{i}")).Variant);
        }
    }

    /// <summary>
    /// Chi-square over 100 buckets: 99 degrees of freedom. The bounds are independent of the number of users.
    /// </summary>
    [Theory]
    [InlineData("sequential", 250_000)]
    [InlineData("uuid", 250_000)]
    [InlineData("e-mail", 250_000)]
    [InlineData("user-N", 1_000_000)]
    public void Users_are_distributed_evenly(string kind, int users)
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

        // Tests independence of the observed rows and columns: 81 degrees of freedom.
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
