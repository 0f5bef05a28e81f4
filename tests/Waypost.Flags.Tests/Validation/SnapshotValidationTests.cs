namespace Waypost.Flags.Tests;

public class SnapshotValidationTests
{
    private static readonly Segment Internal = new() { Key = "internal" };

    [Theory]
    [InlineData("internal", "Internal", "segments/1/key", FaultCodes.Duplicate)]
    [InlineData("internal", "a b", "segments/1/key", FaultCodes.InvalidKey)]
    public void Segment_keys_are_valid_and_unique(string first, string second, string path, string code)
    {
        var fault = Assert.Single(
            SnapshotValidator.Validate(TestData.Snapshot() with { Segments = [new() { Key = first }, new() { Key = second }] })
        );

        Assert.Equal((path, code), (fault.Path, fault.Code));
    }

    [Fact]
    public void A_segment_cannot_refer_to_a_segment()
    {
        var segment = TestData.Segment("staff", TestData.Clause("", Operators.InSegment, """["internal"]"""));

        var fault = Assert.Single(SnapshotValidator.Validate(TestData.Snapshot() with { Segments = [Internal, segment] }));

        Assert.Equal(("segments/staff/rules/0/when/0/op", FaultCodes.NestedSegment), (fault.Path, fault.Code));
    }

    [Fact]
    public void Users_of_a_segment_need_ids()
    {
        var faults = SnapshotValidator.Validate(
            new Segment
            {
                Key = "s",
                Included = ["u", ""],
                Excluded = [null!],
                Rules = [null!],
            }
        );

        Assert.Equal(["segments/s/included/1", "segments/s/excluded/0", "segments/s/rules/0"], faults.Select(fault => fault.Path));
    }

    [Fact]
    public void A_snapshot_needs_project_environment_epoch_and_version()
    {
        var faults = SnapshotValidator.Validate(
            new Snapshot
            {
                Project = "a b",
                Environment = null!,
                Epoch = "a.b",
                Version = -1,
                Schema = -1,
            }
        );

        Assert.Equal(["schema", "version", "project", "environment", "epoch"], faults.Select(fault => fault.Path));
        Assert.Equal("", Assert.Single(SnapshotValidator.Validate((Snapshot?)null)).Path);
        Assert.Equal("flags/0", Assert.Single(SnapshotValidator.Validate(TestData.Snapshot((Flag)null!))).Path);
        Assert.Equal("segments/0", Assert.Single(SnapshotValidator.Validate((Segment?)null)).Path);
    }

    [Fact]
    public void Exceeding_a_limit_is_a_fault()
    {
        var clause = TestData.Clause("a", Operators.In, "[1]");
        var many = TestData.Snapshot([.. Enumerable.Range(0, SnapshotLimits.Flags + 1).Select(i => TestData.Flag($"f{i}"))]);
        var flag = TestData.Flag("f") with
        {
            Rules =
            [
                TestData.Rule("on", [.. Enumerable.Repeat(clause, SnapshotLimits.Clauses + 1)]) with
                {
                    Id = "clauses",
                },
                TestData.Rule("on", clause with { Values = [.. Enumerable.Repeat(TestData.Json("1"), SnapshotLimits.Values + 1)] }) with
                {
                    Id = "values",
                },
                .. Enumerable.Range(0, SnapshotLimits.Rules).Select(i => TestData.Rule("on") with { Id = $"r{i}" }),
            ],
        };

        Assert.Equal(("flags", FaultCodes.TooMany), Of(Assert.Single(SnapshotValidator.Validate(many))));
        Assert.Equal(
            ["flags/f/rules", "flags/f/rules/0/when", "flags/f/rules/1/when/0/values"],
            SnapshotValidator.Validate(flag, new HashSet<string>()).Select(fault => fault.Path)
        );

        static (string, string) Of(SnapshotFault fault) => (fault.Path, fault.Code);
    }
}
