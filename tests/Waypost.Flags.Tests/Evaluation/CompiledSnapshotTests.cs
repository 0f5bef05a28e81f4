namespace Waypost.Flags.Tests;

public class CompiledSnapshotTests
{
    private static readonly Flag Staff = TestData.Flag("staff") with
    {
        Rules = [TestData.Rule("on", TestData.Clause("", Operators.InSegment, """["internal"]"""))],
    };
    private static readonly Snapshot Before = TestData.Snapshot(TestData.Flag("a"), Staff) with
    {
        Segments = [new Segment { Key = "internal", Included = ["julia m"] }],
    };

    [Fact]
    public void A_changed_flag_is_compiled_again_and_the_others_are_reused()
    {
        var after = Patched(Before with { Version = 2, Flags = [TestData.Flag("a") with { Fallthrough = Serve.One("on") }, Staff] });

        var before = CompiledSnapshot.Compile(Before);
        var compiled = CompiledSnapshot.Compile(after, before);

        Assert.Equal("on", Variant(compiled, "a"));
        Assert.Same(before.Find("staff"), compiled.Find("staff"));
        Assert.Equal(2, compiled.Version.Version);
    }

    [Fact]
    public void A_changed_segment_applies_to_unchanged_flags()
    {
        var after = Patched(Before with { Version = 2, Segments = [new Segment { Key = "internal", Included = ["sean r"] }] });

        var compiled = CompiledSnapshot.Compile(after, CompiledSnapshot.Compile(Before));

        Assert.Equal("off", Variant(compiled, "staff"));
    }

    [Fact]
    public void A_removed_flag_is_not_found()
    {
        var after = Patched(Before with { Version = 2, Flags = [Staff] });

        var compiled = CompiledSnapshot.Compile(after, CompiledSnapshot.Compile(Before));

        Assert.Null(Variant(compiled, "a"));
    }

    [Fact]
    public void A_snapshot_is_required() => Assert.Throws<ArgumentNullException>("snapshot", () => CompiledSnapshot.Compile(null!));

    private static Snapshot Patched(Snapshot to) => Patch.Apply(Before, Patch.Between(Before, to));

    private static string? Variant(CompiledSnapshot snapshot, string key) =>
        Evaluator.Evaluate(snapshot, key, EvaluationContext.For("julia m")).Variant;
}
