namespace Waypost.Flags.Tests;

public class EvaluatorAllocationTests
{
    private static readonly EvaluationContext Pro = EvaluationContext.For(
        "user-1",
        ("plan", "pro"),
        ("n", 3),
        ("vip", true),
        ("tags", new[] { "a", "b" }),
        ("app", "2.0.0-rc.1"),
        ("joined", "2026-02-28T22:00:00Z")
    );

    private static readonly Flag Rules = TestData.Flag("rules") with
    {
        Rules =
        [
            TestData.Rule("off", TestData.Clause("plan", Operators.In, """["free", "beta"]""")),
            TestData.Rule(
                "off",
                TestData.Clause("n", Operators.GreaterThan, "[3]"),
                TestData.Clause("segment", Operators.InSegment, """["s"]""")
            ),
            TestData.Rule(
                "on",
                TestData.Clause("tags", Operators.In, """["b"]"""),
                TestData.Clause("app", Operators.SemverLessThan, """["2.0.0"]"""),
                TestData.Clause("joined", Operators.Before, """["2026-03-01T00:00:00Z"]"""),
                TestData.Clause("plan", Operators.Matches, """["^p"]"""),
                TestData.Clause("targetingKey", Operators.StartsWith, """["user"]"""),
                TestData.Clause("vip", Operators.In, "[true]")
            ),
        ],
    };

    private static readonly CompiledSnapshot Snapshot = CompiledSnapshot.Compile(
        WithSegment(
            [
                TestData.Flag("on") with
                {
                    Fallthrough = Serve.One("on"),
                },
                TestData.Flag("half") with
                {
                    Fallthrough = TestData.Split(50_000),
                },
                TestData.Flag("layered") with
                {
                    Fallthrough = TestData.InLayer(0, 100_000),
                },
                Rules,
                .. Enumerable.Range(0, 1000).Select(i => TestData.Flag($"flag-{i}")),
            ],
            TestData.Segment("s", TestData.Clause("n", Operators.In, "[1]"))
        )
    );

    [Theory]
    [InlineData("on")]
    [InlineData("half")]
    [InlineData("layered")]
    [InlineData("rules")]
    [InlineData("not there")]
    public void Evaluation_allocates_nothing(string flagKey)
    {
        // The first evaluations compile code and build the automaton of the regular expression.
        for (var i = 0; i < 100; i++)
        {
            Evaluate(flagKey);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            Evaluate(flagKey);
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void The_measured_flags_reach_the_clauses_they_are_meant_to_measure()
    {
        Assert.Equal("r", Evaluator.Evaluate(Snapshot, "rules", FlagType.Boolean, in Pro).RuleId);
        Assert.Equal("on", Evaluator.Evaluate(Snapshot, "rules", FlagType.Boolean, in Pro).Variant);
        Assert.Equal(EvaluationReason.Split, Evaluator.Evaluate(Snapshot, "half", FlagType.Boolean, in Pro).Reason);
    }

    [Fact]
    public void Evaluating_a_long_targeting_key_allocates_nothing()
    {
        var key = new string('k', 5_000);
        for (var i = 0; i < 100; i++)
        {
            Evaluator.Evaluate(Snapshot, "half", FlagType.Boolean, EvaluationContext.For(key));
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            Evaluator.Evaluate(Snapshot, "half", FlagType.Boolean, EvaluationContext.For(key));
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
    }

    private static Snapshot WithSegment(Flag[] flags, Segment segment) => TestData.Snapshot(flags) with { Segments = [segment] };

    private static bool Evaluate(string flagKey) =>
        Evaluator.Evaluate(Snapshot, flagKey, FlagType.Boolean, EvaluationContext.For("user-1")).Or(false)
        | Evaluator.Evaluate(Snapshot, flagKey, FlagType.Boolean, in Pro).Or(false);
}
