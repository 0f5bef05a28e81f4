namespace Waypost.Flags.Tests.Evaluating;

public class SegmentTests
{
    private static readonly Segment Internal = Make.Segment(
        "internal",
        Make.Clause("email", Operators.EndsWith, """["@solarflare.example"]""")
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
        Assert.Equal(member, InSegment("""["internal"]""").Catches(context, Internal));
        Assert.Equal(!member, InSegment("""["internal"]""", negate: true).Catches(context, Internal));
    }

    [Fact]
    public void Any_of_several_segments_is_enough() =>
        Assert.True(InSegment("""["missing", 5, "internal"]""").Catches("""{"targetingKey": "julia m"}""", Internal));

    [Fact]
    public void Nobody_belongs_to_a_segment_that_is_not_there()
    {
        Assert.False(InSegment("""["missing"]""").Catches("""{"targetingKey": "julia m"}"""));
        Assert.True(InSegment("""["missing"]""", negate: true).Catches("""{"targetingKey": "julia m"}"""));
    }

    [Fact]
    public void A_segment_needs_only_one_of_its_rules()
    {
        var segment = new Segment
        {
            Key = "s",
            Rules =
            [
                new SegmentRule { When = [Make.Clause("a", Operators.In, "[1]"), Make.Clause("b", Operators.In, "[1]")] },
                new SegmentRule { When = [Make.Clause("c", Operators.In, "[1]")] },
            ],
        };

        Assert.True(InSegment("""["s"]""").Catches("""{"c": 1}""", segment));
        Assert.True(InSegment("""["s"]""").Catches("""{"a": 1, "b": 1}""", segment));
        Assert.False(InSegment("""["s"]""").Catches("""{"a": 1}""", segment));
    }

    [Theory]
    [Trait("Fault", "20")]
    [InlineData("""{"targetingKey": "julia m"}""", true, false)]
    [InlineData("""{"targetingKey": "sean r"}""", false, true)]
    [InlineData("""{"targetingKey": "u"}""", false, false)]
    public void Where_a_segment_cannot_be_understood_only_those_it_names_are_certain(string context, bool inside, bool outside)
    {
        var newer = Make.Segment("s", Make.Clause("a", "near", "[1]")) with { Included = ["julia m"], Excluded = ["sean r"] };

        Assert.Equal(inside, InSegment("""["s"]""").Catches(context, newer));
        Assert.Equal(outside, InSegment("""["s"]""", negate: true).Catches(context, newer));
    }

    private static Clause InSegment(string keys, bool negate = false) => Make.Clause("segment", Operators.InSegment, keys, negate);
}
