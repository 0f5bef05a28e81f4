namespace Waypost.Flags.Tests;

/// <summary>Each fault in a flag is reported once, with its path and code, and nothing else is reported.</summary>
public class FlagValidationTests
{
    public static TheoryData<Flag, string, string> FlagFaults() =>
        new()
        {
            { TestData.Flag("no spaces"), "flags/0/key", FaultCodes.InvalidKey },
            { TestData.Flag(null!), "flags/0/key", FaultCodes.InvalidKey },
            { TestData.Flag("-f"), "flags/0/key", FaultCodes.InvalidKey },
            { TestData.Flag("f") with { Salt = "" }, "flags/f/salt", FaultCodes.Missing },
            { TestData.Flag("f") with { Salt = null! }, "flags/f/salt", FaultCodes.Missing },
            { TestData.Flag("f") with { Salt = new string('s', 1001) }, "flags/f/salt", FaultCodes.TooLong },
            { TestData.Flag("f") with { Type = FlagType.Unknown }, "flags/f/type", FaultCodes.UnknownType },
            { TestData.Flag("f") with { Type = (FlagType)77 }, "flags/f/type", FaultCodes.UnknownType },
            {
                TestData.Flag("f") with
                {
                    Variants = TestData.Variants(("off", "false"), ("on", "1")),
                },
                "flags/f/variants",
                FaultCodes.NotOnOff
            },
            {
                TestData.Flag("f") with
                {
                    Variants = TestData.Variants(("off", "true"), ("on", "false")),
                },
                "flags/f/variants",
                FaultCodes.NotOnOff
            },
            {
                TestData.Flag("f") with
                {
                    Variants = TestData.Variants(("off", "false"), ("on", "true"), ("maybe", "true")),
                },
                "flags/f/variants",
                FaultCodes.NotOnOff
            },
            {
                TestData.Text("f") with
                {
                    Variants = TestData.Variants(("red", "\"\"")),
                    Fallthrough = Serve.One("red"),
                },
                "flags/f/variants",
                FaultCodes.TooFewVariants
            },
            {
                TestData.Text("f") with
                {
                    Variants = TestData.Variants(("red", "\"\""), ("blue", "1")),
                },
                "flags/f/variants/blue",
                FaultCodes.WrongType
            },
            {
                TestData.Text("f") with
                {
                    Variants = TestData.Variants(("red", "\"\""), ("blue", "\"\\ud800\"")),
                },
                "flags/f/variants/blue",
                FaultCodes.WrongType
            },
            {
                TestData.Text("f") with
                {
                    Type = FlagType.Number,
                    Variants = TestData.Variants(("red", "1"), ("blue", "\"1\"")),
                },
                "flags/f/variants/blue",
                FaultCodes.WrongType
            },
            {
                TestData.Text("f") with
                {
                    Type = FlagType.Number,
                    Variants = TestData.Variants(("red", "1"), ("blue", "1e999")),
                },
                "flags/f/variants/blue",
                FaultCodes.WrongType
            },
            {
                TestData.Text("f") with
                {
                    Variants = TestData.Variants(("red", "\"\""), ("blue", $"\"{new string('x', 256 * 1024)}\"")),
                },
                "flags/f/variants/blue",
                FaultCodes.TooLong
            },
            {
                TestData.Text("f") with
                {
                    Variants = TestData.Variants(("red", "\"\""), ("blue", "\"\""), ("Red", "\"\"")),
                },
                "flags/f/variants/2",
                FaultCodes.Duplicate
            },
            {
                TestData.Text("f") with
                {
                    Variants = TestData.Variants(("red", "\"\""), ("blue", "\"\""), ("a b", "\"\"")),
                },
                "flags/f/variants/2",
                FaultCodes.InvalidKey
            },
            { TestData.Flag("f") with { OffVariant = "Off" }, "flags/f/offVariant", FaultCodes.UnknownVariant },
            { TestData.Flag("f") with { OffVariant = null! }, "flags/f/offVariant", FaultCodes.UnknownVariant },
            {
                TestData.Flag("f") with
                {
                    Assignments = new Dictionary<string, string> { ["~a/b"] = "purple" },
                },
                "flags/f/assignments/~0a~1b",
                FaultCodes.UnknownVariant
            },
            {
                TestData.Flag("f") with
                {
                    Assignments = new Dictionary<string, string> { [""] = "on" },
                },
                "flags/f/assignments/",
                FaultCodes.Missing
            },
            { TestData.Flag("f") with { Fallthrough = null! }, "flags/f/fallthrough", FaultCodes.ServeOneOf },
            { TestData.Flag("f") with { Fallthrough = new Serve() }, "flags/f/fallthrough", FaultCodes.ServeOneOf },
            {
                TestData.Flag("f") with
                {
                    Fallthrough = TestData.Split(1) with { Variant = "on" },
                },
                "flags/f/fallthrough",
                FaultCodes.ServeOneOf
            },
            { TestData.Flag("f") with { Fallthrough = Serve.One("purple") }, "flags/f/fallthrough/variant", FaultCodes.UnknownVariant },
            {
                TestData.Flag("f") with
                {
                    Fallthrough = Serve.Split(new WeightedVariant("purple", 100_000)),
                },
                "flags/f/fallthrough/rollout/0/variant",
                FaultCodes.UnknownVariant
            },
            { TestData.Flag("f") with { Fallthrough = Serve.Split() }, "flags/f/fallthrough/rollout", FaultCodes.WeightSum },
            {
                TestData.Flag("f") with
                {
                    Fallthrough = Serve.Split(new("on", 50_000), new("off", 49_999)),
                },
                "flags/f/fallthrough/rollout",
                FaultCodes.WeightSum
            },
            {
                TestData.Flag("f") with
                {
                    Fallthrough = Serve.Split(new("on", 50_000), new("on", 50_000)),
                },
                "flags/f/fallthrough/rollout/1/variant",
                FaultCodes.Duplicate
            },
            {
                TestData.Flag("f") with
                {
                    Fallthrough = Serve.Split(new("on", 100_000), null!),
                },
                "flags/f/fallthrough/rollout/1",
                FaultCodes.Missing
            },
            { TestData.Flag("f") with { Rules = [null!] }, "flags/f/rules/0", FaultCodes.Missing },
            { TestData.Flag("f") with { Rules = [TestData.Rule("on") with { Id = "" }] }, "flags/f/rules/0/id", FaultCodes.Missing },
            { TestData.Flag("f") with { Rules = [TestData.Rule("on"), TestData.Rule("off")] }, "flags/f/rules/1/id", FaultCodes.Duplicate },
            { TestData.Flag("f") with { Rules = [TestData.Rule("purple")] }, "flags/f/rules/0/serve/variant", FaultCodes.UnknownVariant },
            { TestData.Flag("f") with { Rules = [TestData.Rule("on", (Clause)null!)] }, "flags/f/rules/0/when/0", FaultCodes.Missing },
            { TestData.Flag("f") with { Experiment = new(7, "purple") }, "flags/f/experiment/control", FaultCodes.UnknownVariant },
        };

    [Theory]
    [MemberData(nameof(FlagFaults))]
    public void A_fault_in_a_flag_is_reported_with_its_path(Flag flag, string path, string code)
    {
        var ofSnapshot = SnapshotValidator.Validate(TestData.Snapshot(flag));
        var ofFlag = SnapshotValidator.Validate(flag, new HashSet<string>());

        var fault = Assert.Single(ofSnapshot);
        Assert.Equal((path, code), (fault.Path, fault.Code));
        Assert.NotEmpty(fault.Message);
        Assert.Equal(ofSnapshot, ofFlag);
    }

    [Fact]
    public void Flag_keys_are_unique_ignoring_case()
    {
        var fault = Assert.Single(SnapshotValidator.Validate(TestData.Snapshot(TestData.Flag("quote-form"), TestData.Flag("Quote-Form"))));

        Assert.Equal(("flags/1/key", FaultCodes.Duplicate), (fault.Path, fault.Code));
    }

    [Fact]
    public void Each_weight_out_of_range_is_reported()
    {
        var flag = TestData.Flag("f") with { Fallthrough = Serve.Split(new("on", -1), new("off", 100_001)) };

        var faults = SnapshotValidator.Validate(flag, new HashSet<string>());

        Assert.Equal(["flags/f/fallthrough/rollout/0/weight", "flags/f/fallthrough/rollout/1/weight"], faults.Select(fault => fault.Path));
        Assert.All(faults, fault => Assert.Equal(FaultCodes.OutOfRange, fault.Code));
    }

    [Fact]
    public void All_faults_are_reported_at_once_with_short_single_line_messages()
    {
        var flag = TestData.Flag("f") with { OffVariant = new string('x', 500) + "\n", Fallthrough = Serve.One("a\r\nb"), Salt = "" };

        var faults = SnapshotValidator.Validate(flag, new HashSet<string>());

        Assert.Equal(3, faults.Count);
        Assert.All(faults, fault => Assert.DoesNotContain('\n', fault.Message));
        Assert.All(faults, fault => Assert.InRange(fault.Message.Length, 1, 250));
    }
}
