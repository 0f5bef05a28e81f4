namespace Waypost.Flags.Tests.Validating;

/// <summary>Every kind of fault, where it is reported, and that nothing else is.</summary>
public class FaultTests
{
    private static readonly Segment Known = new() { Key = "internal" };

    public static TheoryData<Flag, string, string> FlagFaults() =>
        new()
        {
            { Make.Flag("no spaces"), "flags/0/key", FaultCodes.InvalidKey },
            { Make.Flag(null!), "flags/0/key", FaultCodes.InvalidKey },
            { Make.Flag("-f"), "flags/0/key", FaultCodes.InvalidKey },
            { Make.Flag("f") with { Salt = "" }, "flags/f/salt", FaultCodes.Missing },
            { Make.Flag("f") with { Salt = null! }, "flags/f/salt", FaultCodes.Missing },
            { Make.Flag("f") with { Salt = new string('s', 1001) }, "flags/f/salt", FaultCodes.TooLong },
            { Make.Flag("f") with { Type = FlagType.Unknown }, "flags/f/type", FaultCodes.UnknownType },
            { Make.Flag("f") with { Type = (FlagType)77 }, "flags/f/type", FaultCodes.UnknownType },
            { Make.Flag("f") with { Variants = Make.Variants(("off", "false"), ("on", "1")) }, "flags/f/variants", FaultCodes.NotOnOff },
            { Make.Flag("f") with { Variants = Make.Variants(("off", "true"), ("on", "false")) }, "flags/f/variants", FaultCodes.NotOnOff },
            {
                Make.Flag("f") with
                {
                    Variants = Make.Variants(("off", "false"), ("on", "true"), ("maybe", "true")),
                },
                "flags/f/variants",
                FaultCodes.NotOnOff
            },
            {
                Make.Text("f") with
                {
                    Variants = Make.Variants(("red", "\"\"")),
                    Fallthrough = Serve.One("red"),
                },
                "flags/f/variants",
                FaultCodes.TooFewVariants
            },
            {
                Make.Text("f") with
                {
                    Variants = Make.Variants(("red", "\"\""), ("blue", "1")),
                },
                "flags/f/variants/blue",
                FaultCodes.WrongType
            },
            {
                Make.Text("f") with
                {
                    Variants = Make.Variants(("red", "\"\""), ("blue", "\"\\ud800\"")),
                },
                "flags/f/variants/blue",
                FaultCodes.WrongType
            },
            {
                Make.Text("f") with
                {
                    Type = FlagType.Number,
                    Variants = Make.Variants(("red", "1"), ("blue", "\"1\"")),
                },
                "flags/f/variants/blue",
                FaultCodes.WrongType
            },
            {
                Make.Text("f") with
                {
                    Type = FlagType.Number,
                    Variants = Make.Variants(("red", "1"), ("blue", "1e999")),
                },
                "flags/f/variants/blue",
                FaultCodes.WrongType
            },
            {
                Make.Text("f") with
                {
                    Variants = Make.Variants(("red", "\"\""), ("blue", $"\"{new string('x', 256 * 1024)}\"")),
                },
                "flags/f/variants/blue",
                FaultCodes.TooLong
            },
            {
                Make.Text("f") with
                {
                    Variants = Make.Variants(("red", "\"\""), ("blue", "\"\""), ("Red", "\"\"")),
                },
                "flags/f/variants/2",
                FaultCodes.Duplicate
            },
            {
                Make.Text("f") with
                {
                    Variants = Make.Variants(("red", "\"\""), ("blue", "\"\""), ("a b", "\"\"")),
                },
                "flags/f/variants/2",
                FaultCodes.InvalidKey
            },
            { Make.Flag("f") with { OffVariant = "Off" }, "flags/f/offVariant", FaultCodes.UnknownVariant },
            { Make.Flag("f") with { OffVariant = null! }, "flags/f/offVariant", FaultCodes.UnknownVariant },
            {
                Make.Flag("f") with
                {
                    Assignments = new Dictionary<string, string> { ["~a/b"] = "purple" },
                },
                "flags/f/assignments/~0a~1b",
                FaultCodes.UnknownVariant
            },
            {
                Make.Flag("f") with
                {
                    Assignments = new Dictionary<string, string> { [""] = "on" },
                },
                "flags/f/assignments/",
                FaultCodes.Missing
            },
            { Make.Flag("f") with { Fallthrough = null! }, "flags/f/fallthrough", FaultCodes.ServeOneOf },
            { Make.Flag("f") with { Fallthrough = new Serve() }, "flags/f/fallthrough", FaultCodes.ServeOneOf },
            { Make.Flag("f") with { Fallthrough = Make.Split(1) with { Variant = "on" } }, "flags/f/fallthrough", FaultCodes.ServeOneOf },
            { Make.Flag("f") with { Fallthrough = Serve.One("purple") }, "flags/f/fallthrough/variant", FaultCodes.UnknownVariant },
            {
                Make.Flag("f") with
                {
                    Fallthrough = Serve.Split(new WeightedVariant("purple", 100_000)),
                },
                "flags/f/fallthrough/rollout/0/variant",
                FaultCodes.UnknownVariant
            },
            { Make.Flag("f") with { Fallthrough = Serve.Split() }, "flags/f/fallthrough/rollout", FaultCodes.WeightSum },
            {
                Make.Flag("f") with
                {
                    Fallthrough = Serve.Split(new("on", 50_000), new("off", 49_999)),
                },
                "flags/f/fallthrough/rollout",
                FaultCodes.WeightSum
            },
            {
                Make.Flag("f") with
                {
                    Fallthrough = Serve.Split(new("on", 50_000), new("on", 50_000)),
                },
                "flags/f/fallthrough/rollout/1/variant",
                FaultCodes.Duplicate
            },
            {
                Make.Flag("f") with
                {
                    Fallthrough = Serve.Split(new("on", 100_000), null!),
                },
                "flags/f/fallthrough/rollout/1",
                FaultCodes.Missing
            },
            { Make.Flag("f") with { Rules = [null!] }, "flags/f/rules/0", FaultCodes.Missing },
            { Make.Flag("f") with { Rules = [Make.Rule("on") with { Id = "" }] }, "flags/f/rules/0/id", FaultCodes.Missing },
            { Make.Flag("f") with { Rules = [Make.Rule("on"), Make.Rule("off")] }, "flags/f/rules/1/id", FaultCodes.Duplicate },
            { Make.Flag("f") with { Rules = [Make.Rule("purple")] }, "flags/f/rules/0/serve/variant", FaultCodes.UnknownVariant },
            { Make.Flag("f") with { Rules = [Make.Rule("on", (Clause)null!)] }, "flags/f/rules/0/when/0", FaultCodes.Missing },
            { Make.Flag("f") with { Experiment = new(7, "purple") }, "flags/f/experiment/control", FaultCodes.UnknownVariant },
        };

    public static TheoryData<string, string, string, string> ClauseFaults() =>
        new()
        {
            { "near", "[1]", "op", FaultCodes.UnknownOperator },
            { "IN", "[1]", "op", FaultCodes.UnknownOperator },
            { null!, "[1]", "op", FaultCodes.UnknownOperator },
            { Operators.In, "[]", "values", FaultCodes.Missing },
            { Operators.In, "[1, null]", "values/1", FaultCodes.WrongType },
            { Operators.In, "[[1]]", "values/0", FaultCodes.WrongType },
            { Operators.In, "[1e999]", "values/0", FaultCodes.WrongType },
            { Operators.StartsWith, "[\"a\", 1]", "values/1", FaultCodes.WrongType },
            { Operators.EndsWith, "[true]", "values/0", FaultCodes.WrongType },
            { Operators.Contains, "[{}]", "values/0", FaultCodes.WrongType },
            { Operators.Matches, "[1]", "values/0", FaultCodes.WrongType },
            { Operators.Matches, "[\"[\"]", "values/0", FaultCodes.InvalidPattern },
            { Operators.Matches, "[\"(?=a)\"]", "values/0", FaultCodes.InvalidPattern },
            { Operators.Matches, "[\"(a)\\\\1\"]", "values/0", FaultCodes.InvalidPattern },
            { Operators.Matches, "[\"(.*a){500}\"]", "values/0", FaultCodes.InvalidPattern },
            { Operators.Matches, $"[\"{new string('a', 1001)}\"]", "values/0", FaultCodes.TooLong },
            { Operators.LessThan, "[\"1\"]", "values/0", FaultCodes.WrongType },
            { Operators.LessThanOrEqual, "[true]", "values/0", FaultCodes.WrongType },
            { Operators.GreaterThan, "[1, 1e999]", "values/1", FaultCodes.WrongType },
            { Operators.GreaterThanOrEqual, "[null]", "values/0", FaultCodes.WrongType },
            { Operators.Before, "[\"2026-03-01\"]", "values/0", FaultCodes.InvalidTime },
            { Operators.After, "[1767225600]", "values/0", FaultCodes.WrongType },
            { Operators.SemverEqual, "[\"2.0\"]", "values/0", FaultCodes.InvalidVersion },
            { Operators.SemverLessThan, "[\"v2.0.0\"]", "values/0", FaultCodes.InvalidVersion },
            { Operators.SemverGreaterThan, "[2]", "values/0", FaultCodes.WrongType },
            { Operators.InSegment, "[\"internal\", \"Internal\"]", "values/1", FaultCodes.UnknownSegment },
            { Operators.InSegment, "[1]", "values/0", FaultCodes.WrongType },
        };

    [Theory]
    [MemberData(nameof(FlagFaults))]
    public void A_fault_in_a_flag_is_reported_where_it_is(Flag flag, string path, string code)
    {
        var ofSnapshot = SnapshotValidator.Validate(Make.Snapshot(flag));
        var ofFlag = SnapshotValidator.Validate(flag, new HashSet<string>());

        var fault = Assert.Single(ofSnapshot);
        Assert.Equal((path, code), (fault.Path, fault.Code));
        Assert.NotEmpty(fault.Message);
        Assert.Equal(ofSnapshot, ofFlag);
    }

    [Theory]
    [MemberData(nameof(ClauseFaults))]
    public void A_fault_in_a_clause_is_reported_where_it_is(string op, string values, string path, string code)
    {
        var flag = Make.Flag("f") with { Rules = [Make.Rule("on", Make.Clause("a", Operators.In, "[1]"), Make.Clause("a", op, values))] };

        var fault = Assert.Single(SnapshotValidator.Validate(flag, new HashSet<string> { "internal" }));

        Assert.Equal(($"flags/f/rules/0/when/1/{path}", code), (fault.Path, fault.Code));
    }

    [Fact]
    public void A_clause_needs_an_attribute_unless_it_asks_for_a_segment()
    {
        var flag = Make.Flag("f") with
        {
            Rules = [Make.Rule("on", Make.Clause("", Operators.InSegment, """["internal"]"""), Make.Clause("", Operators.In, "[1]"))],
        };

        var fault = Assert.Single(SnapshotValidator.Validate(flag, new HashSet<string> { "internal" }));

        Assert.Equal(("flags/f/rules/0/when/1/attribute", FaultCodes.Missing), (fault.Path, fault.Code));
    }

    [Theory]
    [InlineData("internal", "Internal", "segments/1/key", FaultCodes.Duplicate)]
    [InlineData("internal", "a b", "segments/1/key", FaultCodes.InvalidKey)]
    public void Segments_have_keys_of_their_own(string first, string second, string path, string code)
    {
        var fault = Assert.Single(
            SnapshotValidator.Validate(Make.Snapshot() with { Segments = [new() { Key = first }, new() { Key = second }] })
        );

        Assert.Equal((path, code), (fault.Path, fault.Code));
    }

    [Fact]
    public void Segments_may_not_refer_to_segments()
    {
        var segment = Make.Segment("staff", Make.Clause("", Operators.InSegment, """["internal"]"""));

        var fault = Assert.Single(SnapshotValidator.Validate(Make.Snapshot() with { Segments = [Known, segment] }));

        Assert.Equal(("segments/staff/rules/0/when/0/op", FaultCodes.NestedSegment), (fault.Path, fault.Code));
    }

    [Fact]
    public void Users_of_a_segment_have_ids()
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
    public void Flags_differ_in_more_than_case()
    {
        var fault = Assert.Single(SnapshotValidator.Validate(Make.Snapshot(Make.Flag("quote-form"), Make.Flag("Quote-Form"))));

        Assert.Equal(("flags/1/key", FaultCodes.Duplicate), (fault.Path, fault.Code));
    }

    [Fact]
    public void A_snapshot_says_where_it_belongs()
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
        Assert.Equal("flags/0", Assert.Single(SnapshotValidator.Validate(Make.Snapshot((Flag)null!))).Path);
        Assert.Equal("segments/0", Assert.Single(SnapshotValidator.Validate((Segment?)null)).Path);
    }

    [Fact]
    public void Weights_out_of_range_are_named_one_by_one()
    {
        var flag = Make.Flag("f") with { Fallthrough = Serve.Split(new("on", -1), new("off", 100_001)) };

        var faults = SnapshotValidator.Validate(flag, new HashSet<string>());

        Assert.Equal(["flags/f/fallthrough/rollout/0/weight", "flags/f/fallthrough/rollout/1/weight"], faults.Select(fault => fault.Path));
        Assert.All(faults, fault => Assert.Equal(FaultCodes.OutOfRange, fault.Code));
    }

    [Fact]
    public void Too_much_of_anything_is_a_fault()
    {
        var clause = Make.Clause("a", Operators.In, "[1]");
        var many = Make.Snapshot([.. Enumerable.Range(0, SnapshotLimits.Flags + 1).Select(i => Make.Flag($"f{i}"))]);
        var flag = Make.Flag("f") with
        {
            Rules =
            [
                Make.Rule("on", [.. Enumerable.Repeat(clause, SnapshotLimits.Clauses + 1)]) with
                {
                    Id = "clauses",
                },
                Make.Rule("on", clause with { Values = [.. Enumerable.Repeat(Make.Json("1"), SnapshotLimits.Values + 1)] }) with
                {
                    Id = "values",
                },
                .. Enumerable.Range(0, SnapshotLimits.Rules).Select(i => Make.Rule("on") with { Id = $"r{i}" }),
            ],
        };

        Assert.Equal(("flags", FaultCodes.TooMany), Of(Assert.Single(SnapshotValidator.Validate(many))));
        Assert.Equal(
            ["flags/f/rules", "flags/f/rules/0/when", "flags/f/rules/1/when/0/values"],
            SnapshotValidator.Validate(flag, new HashSet<string>()).Select(fault => fault.Path)
        );

        static (string, string) Of(SnapshotFault fault) => (fault.Path, fault.Code);
    }

    [Fact]
    public void A_regular_expression_s_fault_says_where_it_is_without_repeating_it()
    {
        var flag = Make.Flag("f") with
        {
            Rules = [Make.Rule("on", Make.Clause("a", Operators.Matches, $"[\"{new string('x', 900)}[a\"]"))],
        };

        var fault = Assert.Single(SnapshotValidator.Validate(flag, new HashSet<string>()));

        Assert.Equal("Correct the regular expression. It cannot be read at offset 902. Unterminated [] set.", fault.Message);
    }

    [Fact]
    public void All_faults_are_reported_at_once_and_a_message_stays_on_one_short_line()
    {
        var flag = Make.Flag("f") with { OffVariant = new string('x', 500) + "\n", Fallthrough = Serve.One("a\r\nb"), Salt = "" };

        var faults = SnapshotValidator.Validate(flag, new HashSet<string>());

        Assert.Equal(3, faults.Count);
        Assert.All(faults, fault => Assert.DoesNotContain('\n', fault.Message));
        Assert.All(faults, fault => Assert.InRange(fault.Message.Length, 1, 250));
    }
}
