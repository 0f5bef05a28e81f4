namespace Waypost.Flags.Tests.Evaluating;

public class RecompilingTests
{
    private static readonly Flag Staff = Make.Flag("staff") with
    {
        Rules = [Make.Rule("on", Make.Clause("", Operators.InSegment, """["internal"]"""))],
    };
    private static readonly Snapshot Before = Make.Snapshot(Make.Flag("a"), Staff) with
    {
        Segments = [new Segment { Key = "internal", Included = ["julia m"] }],
    };

    [Fact]
    public void A_changed_flag_is_seen_and_the_others_are_taken_over()
    {
        var after = Patched(Before with { Version = 2, Flags = [Make.Flag("a") with { Fallthrough = Serve.One("on") }, Staff] });

        var compiled = CompiledSnapshot.Compile(after, CompiledSnapshot.Compile(Before));

        Assert.Equal("on", Variant(compiled, "a"));
        Assert.Equal("on", Variant(compiled, "staff"));
        Assert.Equal(2, compiled.Version.Version);
    }

    [Fact]
    public void A_changed_segment_is_seen_by_flags_that_did_not_change()
    {
        var after = Patched(Before with { Version = 2, Segments = [new Segment { Key = "internal", Included = ["sean r"] }] });

        var compiled = CompiledSnapshot.Compile(after, CompiledSnapshot.Compile(Before));

        Assert.Equal("off", Variant(compiled, "staff"));
    }

    [Fact]
    public void A_removed_flag_is_gone()
    {
        var after = Patched(Before with { Version = 2, Flags = [Staff] });

        var compiled = CompiledSnapshot.Compile(after, CompiledSnapshot.Compile(Before));

        Assert.Null(Variant(compiled, "a"));
    }

    private static Snapshot Patched(Snapshot to) => Patch.Apply(Before, Patch.Between(Before, to));

    private static string? Variant(CompiledSnapshot snapshot, string key) =>
        Evaluator.Evaluate(snapshot, key, EvaluationContext.For("julia m")).Variant;
}
