using System.Text.Json;

namespace Waypost.Flags.Tests;

public class StructuralEqualityTests
{
    private static Flag Full() =>
        TestData.Text("colour") with
        {
            Variants = TestData.Variants(("red", "{\"x\": 1.0}"), ("blue", "[1]")),
            Type = FlagType.Json,
            Assignments = new Dictionary<string, string> { ["julia m"] = "red", ["sean r"] = "blue" },
            Rules = [TestData.Rule("red", TestData.Clause("plan", Operators.In, """["beta", 1]"""))],
            Fallthrough = Serve.Split(new("red", 40_000), new("blue", 60_000)),
            Experiment = new(7, "red"),
        };

    public static TheoryData<string, Flag> Changes() =>
        new()
        {
            { "key", Full() with { Key = "Colour" } },
            { "type", Full() with { Type = FlagType.String } },
            { "enabled", Full() with { Enabled = false } },
            { "salt", Full() with { Salt = "x" } },
            { "off variant", Full() with { OffVariant = "blue" } },
            { "a variant's value", Full() with { Variants = TestData.Variants(("red", "{\"x\": 2}"), ("blue", "[1]")) } },
            { "the order of variants", Full() with { Variants = TestData.Variants(("blue", "[1]"), ("red", "{\"x\": 1}")) } },
            {
                "an assignment",
                Full() with
                {
                    Assignments = new Dictionary<string, string> { ["julia m"] = "red", ["sean r"] = "red" },
                }
            },
            {
                "an assignment's user",
                Full() with
                {
                    Assignments = new Dictionary<string, string> { ["julia m"] = "red", ["sean"] = "blue" },
                }
            },
            { "a rule's id", Full() with { Rules = [Full().Rules[0] with { Id = "x" }] } },
            {
                "a clause's value",
                Full() with
                {
                    Rules = [TestData.Rule("red", TestData.Clause("plan", Operators.In, """["beta", 2]"""))],
                }
            },
            {
                "a clause's negation",
                Full() with
                {
                    Rules = [TestData.Rule("red", TestData.Clause("plan", Operators.In, """["beta", 1]""", negate: true))],
                }
            },
            { "what a rule serves", Full() with { Rules = [Full().Rules[0] with { Serve = Serve.One("blue") }] } },
            { "a weight", Full() with { Fallthrough = Serve.Split(new("red", 40_001), new("blue", 59_999)) } },
            { "a rollout's order", Full() with { Fallthrough = Serve.Split(new("blue", 60_000), new("red", 40_000)) } },
            { "rollout or variant", Full() with { Fallthrough = Serve.One("red") } },
            { "the experiment", Full() with { Experiment = null } },
        };

    [Fact]
    public void The_same_settings_are_equal_and_have_the_same_hash_code()
    {
        var other = Full() with
        {
            Variants = TestData.Variants(("red", "{ \"x\":1 }"), ("blue", "[1]")),
            Assignments = new Dictionary<string, string> { ["sean r"] = "blue", ["julia m"] = "red" },
        };

        Assert.Equal(Full(), other);
        Assert.Equal(Full().GetHashCode(), other.GetHashCode());
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void Any_change_is_a_difference(string what, Flag changed)
    {
        Assert.False(Full() == changed, what);
        Assert.False(changed == Full(), what);
    }

    [Fact]
    public void Segments_differ_in_users_and_rules()
    {
        var segment = TestData.Segment("s", TestData.Clause("a", Operators.In, "[1]")) with { Included = ["a"], Excluded = ["b"] };

        Assert.Equal(segment, segment with { Included = ["a"] });
        Assert.NotEqual(segment, segment with { Included = ["b"] });
        Assert.NotEqual(segment, segment with { Excluded = [] });
        Assert.NotEqual(segment, segment with { Rules = [.. segment.Rules, .. segment.Rules] });
    }

    [Theory]
    [InlineData("\"\\ud800\"", "\"\\ud800\"", true)]
    [InlineData("\"\\ud800\"", "\"\\ud801\"", false)]
    [InlineData("1e99999999999999999999", "1e99999999999999999999", true)]
    [InlineData("1", "1.0", true)]
    [InlineData("1", "\"1\"", false)]
    public void Unreadable_values_are_equal_if_their_json_is_the_same(string a, string b, bool equal) =>
        Assert.Equal(equal, StructuralEquality.AreEqual(JsonElement.Parse(a), JsonElement.Parse(b)));
}
