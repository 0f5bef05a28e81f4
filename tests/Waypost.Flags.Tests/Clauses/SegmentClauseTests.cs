namespace Waypost.Flags.Tests;

public class SegmentClauseTests
{
    private static readonly Segment Internal = TestData.Segment(
        "internal",
        TestData.Clause("email", Operators.EndsWith, """["@solarflare.example"]""")
    ) with
    {
        Included = ["julia m", "both"],
        Excluded = ["sean r", "both"],
    };

    [Theory]
    [InlineData("""{"targetingKey": "julia m"}""", true)]
    [InlineData("""{"targetingKey": "u"}""", false)]
    [InlineData("""{"targetingKey": "u", "email": "u@solarflare.example"}""", true)]
    [InlineData("""{"email": "u@solarflare.example"}""", true)]
    [InlineData("""{"targetingKey": "sean r", "email": "sean@solarflare.example"}""", false)]
    [InlineData("""{"targetingKey": "both"}""", true)]
    public void Inclusion_wins_over_exclusion_and_exclusion_over_rules(string context, bool member)
    {
        Assert.Equal(member, InSegment("""["internal"]""").Matches(context, Internal));
        Assert.Equal(!member, InSegment("""["internal"]""", negate: true).Matches(context, Internal));
    }

    [Fact]
    public void Membership_in_one_of_several_segments_is_enough() =>
        Assert.True(InSegment("""["missing", 5, "internal"]""").Matches("""{"targetingKey": "julia m"}""", Internal));

    [Fact]
    public void A_segment_that_does_not_exist_has_no_members()
    {
        Assert.False(InSegment("""["missing"]""").Matches("""{"targetingKey": "julia m"}"""));
        Assert.True(InSegment("""["missing"]""", negate: true).Matches("""{"targetingKey": "julia m"}"""));
    }

    [Fact]
    public void One_matching_rule_of_a_segment_is_enough()
    {
        var segment = new Segment
        {
            Key = "s",
            Rules =
            [
                new SegmentRule { When = [TestData.Clause("a", Operators.In, "[1]"), TestData.Clause("b", Operators.In, "[1]")] },
                new SegmentRule { When = [TestData.Clause("c", Operators.In, "[1]")] },
            ],
        };

        Assert.True(InSegment("""["s"]""").Matches("""{"c": 1}""", segment));
        Assert.True(InSegment("""["s"]""").Matches("""{"a": 1, "b": 1}""", segment));
        Assert.False(InSegment("""["s"]""").Matches("""{"a": 1}""", segment));
    }

    [Theory]
    [Trait("Fault", "20")]
    [InlineData("""{"targetingKey": "julia m"}""", true, false)]
    [InlineData("""{"targetingKey": "sean r"}""", false, true)]
    [InlineData("""{"targetingKey": "u"}""", false, false)]
    public void With_an_unknown_operator_only_listed_users_are_certainly_in_or_out(string context, bool inside, bool outside)
    {
        var newer = TestData.Segment("s", TestData.Clause("a", "near", "[1]")) with { Included = ["julia m"], Excluded = ["sean r"] };

        Assert.Equal(inside, InSegment("""["s"]""").Matches(context, newer));
        Assert.Equal(outside, InSegment("""["s"]""", negate: true).Matches(context, newer));
    }

    [Fact]
    public void One_unknown_operator_among_known_ones_makes_membership_uncertain()
    {
        var known = TestData.Clause("a", Operators.In, "[1]");
        var unknown = TestData.Clause("a", "near", "[1]");
        var segment = new Segment { Key = "s", Rules = [new SegmentRule { When = [known] }, new SegmentRule { When = [known, unknown] }] };

        Assert.False(InSegment("""["s"]""").Matches("""{"a": 2}""", segment));
        Assert.False(InSegment("""["s"]""", negate: true).Matches("""{"a": 2}""", segment));
        Assert.True(InSegment("""["s"]""").Matches("""{"a": 1}""", segment));
    }

    private static Clause InSegment(string keys, bool negate = false) => TestData.Clause("segment", Operators.InSegment, keys, negate);
}
