namespace Waypost.Flags.Tests.Evaluating;

public class AllocationTests
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

    private static readonly Flag Rules = Make.Flag("rules") with
    {
        Rules =
        [
            Make.Rule("off", Make.Clause("plan", Operators.In, """["free", "beta"]""")),
            Make.Rule("off", Make.Clause("n", Operators.GreaterThan, "[3]"), Make.Clause("segment", Operators.InSegment, """["s"]""")),
            Make.Rule(
                "on",
                Make.Clause("tags", Operators.In, """["b"]"""),
                Make.Clause("app", Operators.SemverLessThan, """["2.0.0"]"""),
                Make.Clause("joined", Operators.Before, """["2026-03-01T00:00:00Z"]"""),
                Make.Clause("plan", Operators.Matches, """["^p"]"""),
                Make.Clause("targetingKey", Operators.StartsWith, """["user"]"""),
                Make.Clause("vip", Operators.In, "[true]")
            ),
        ],
    };

    private static readonly CompiledSnapshot Snapshot = CompiledSnapshot.Compile(
        WithSegment(
            [
                Make.Flag("on") with
                {
                    Fallthrough = Serve.One("on"),
                },
                Make.Flag("half") with
                {
                    Fallthrough = Make.Split(50_000),
                },
                Rules,
                .. Enumerable.Range(0, 1000).Select(i => Make.Flag($"flag-{i}")),
            ],
            Make.Segment("s", Make.Clause("n", Operators.In, "[1]"))
        )
    );

    [Theory]
    [InlineData("on")]
    [InlineData("half")]
    [InlineData("rules")]
    [InlineData("not there")]
    public void An_evaluation_allocates_nothing(string flagKey)
    {
        // The first rounds compile code and build the regular expression's automaton.
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
    public void A_long_targeting_key_allocates_nothing_either()
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

    private static Snapshot WithSegment(Flag[] flags, Segment segment) => Make.Snapshot(flags) with { Segments = [segment] };

    private static bool Evaluate(string flagKey) =>
        Evaluator.Evaluate(Snapshot, flagKey, FlagType.Boolean, EvaluationContext.For("user-1")).Or(false)
        | Evaluator.Evaluate(Snapshot, flagKey, FlagType.Boolean, in Pro).Or(false);
}
