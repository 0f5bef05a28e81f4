namespace Waypost.Flags.Tests;

/// <summary>Cases for each operator: the value of the attribute, the values of the clause, and whether they match.</summary>
public class OperatorTests
{
    [Theory]
    [InlineData("\"pro\"", """["beta", "pro"]""", true)]
    [InlineData("\"Pro\"", """["pro"]""", false)]
    [InlineData("\"a\\u0301\"", """["á"]""", false)]
    [InlineData("\"g\"", """["a", "b", "c", "d", "e", "f", "g", "h"]""", true)]
    [InlineData("\"x\"", """["a", "b", "c", "d", "e", "f", "g", "h"]""", false)]
    [InlineData("\"\"", """[""]""", true)]
    [InlineData("1", "[1.0]", true)]
    [InlineData("1e0", "[1, 2]", true)]
    [InlineData("-0", "[0]", true)]
    [InlineData("\"1\"", "[1]", false)]
    [InlineData("1", "[\"1\"]", false)]
    [InlineData("true", "[true]", true)]
    [InlineData("false", "[true]", false)]
    [InlineData("1", "[true]", false)]
    [InlineData("true", "[1, \"true\"]", false)]
    [InlineData("null", "[null]", false)]
    [InlineData("{}", "[{}]", false)]
    [InlineData("\"x\"", "[]", false)]
    public void In_requires_the_same_type_and_value(string attribute, string values, bool matches) =>
        Check(Operators.In, attribute, values, matches);

    [Theory]
    [InlineData(Operators.StartsWith, "\"Zürich\"", """["Zü"]""", true)]
    [InlineData(Operators.StartsWith, "\"Zürich\"", """["zü"]""", false)]
    [InlineData(Operators.StartsWith, "\"Zürich\"", """["a", ""]""", true)]
    [InlineData(Operators.StartsWith, "12", """["1"]""", false)]
    [InlineData(Operators.StartsWith, "\"12\"", "[1]", false)]
    [InlineData(Operators.EndsWith, "\"a@b.example\"", """["@b.example"]""", true)]
    [InlineData(Operators.EndsWith, "\"a@B.example\"", """["@b.example"]""", false)]
    [InlineData(Operators.EndsWith, "\"b\"", """["ab"]""", false)]
    [InlineData(Operators.Contains, "\"東京都\"", """["京"]""", true)]
    [InlineData(Operators.Contains, "\"\"", """[""]""", true)]
    [InlineData(Operators.Contains, "\"soft\\u00adhyphen\"", """["softhyphen"]""", false)]
    public void Text_compares_ordinally(string op, string attribute, string values, bool matches) => Check(op, attribute, values, matches);

    [Theory]
    [InlineData("\"bob@x.org\"", """["^[a-c].*@"]""", true)]
    [InlineData("\"zoe@x.org\"", """["^[a-c].*@"]""", false)]
    [InlineData("\"xxabcxx\"", """["abc"]""", true)]
    [InlineData("\"aaaa\"", """["(?=a)", "(a)\\1", "["]""", false)]
    [InlineData("\"aaaa\"", """["[", "a+"]""", true)]
    [InlineData("5", """["5"]""", false)]
    public void Matches_finds_a_regular_expression_and_ignores_invalid_ones(string attribute, string values, bool matches) =>
        Check(Operators.Matches, attribute, values, matches);

    [Theory]
    [InlineData(Operators.LessThan, "1", "[2]", true)]
    [InlineData(Operators.LessThan, "2", "[2]", false)]
    [InlineData(Operators.LessThan, "5", "[2, 9]", true)]
    [InlineData(Operators.LessThanOrEqual, "2", "[2]", true)]
    [InlineData(Operators.GreaterThan, "2", "[2]", false)]
    [InlineData(Operators.GreaterThan, "5", "[9, 2]", true)]
    [InlineData(Operators.GreaterThanOrEqual, "2.0", "[2]", true)]
    [InlineData(Operators.GreaterThanOrEqual, "-1e300", "[-1e301]", true)]
    [InlineData(Operators.GreaterThanOrEqual, "\"2\"", "[2]", false)]
    [InlineData(Operators.GreaterThanOrEqual, "2", "[\"2\"]", false)]
    [InlineData(Operators.LessThan, "2", "[]", false)]
    [InlineData(Operators.LessThan, "true", "[2]", false)]
    public void Numbers_compare_with_numbers(string op, string attribute, string values, bool matches) =>
        Check(op, attribute, values, matches);

    [Theory]
    [InlineData(Operators.Before, "\"2026-02-28T21:59:59.999Z\"", """["2026-03-01T00:00:00+02:00"]""", true)]
    [InlineData(Operators.Before, "\"2026-02-28T22:00:00Z\"", """["2026-03-01T00:00:00+02:00"]""", false)]
    [InlineData(Operators.After, "\"2026-02-28T22:00:00Z\"", """["2026-03-01T00:00:00+02:00"]""", false)]
    [InlineData(Operators.After, "\"2026-02-28T22:00:00.0000001Z\"", """["2026-03-01T00:00:00+02:00"]""", true)]
    [InlineData(Operators.After, "\"2026-01-01t00:00:00z\"", """["2025-12-31T23:59:59-00:00"]""", true)]
    [InlineData(Operators.After, "\"0000-01-01T00:00:00+23:59\"", """["0000-01-01T00:00:00Z"]""", false)]
    [InlineData(Operators.Before, "\"9999-12-31T23:59:59Z\"", """["9999-12-31T23:59:59-23:59"]""", true)]
    [InlineData(Operators.After, "\"2017-01-01T00:00:00.5Z\"", """["2016-12-31T23:59:60Z"]""", true)]
    [InlineData(Operators.Before, "\"soon\"", """["2026-03-01T00:00:00Z"]""", false)]
    [InlineData(Operators.Before, "\"2026-02-29T00:00:00Z\"", """["2027-01-01T00:00:00Z"]""", false)]
    [InlineData(Operators.Before, "\"2024-02-29T00:00:00Z\"", """["2027-01-01T00:00:00Z"]""", true)]
    [InlineData(Operators.Before, "\"2026-01-01\"", """["2027-01-01T00:00:00Z"]""", false)]
    [InlineData(Operators.Before, "\"2026-01-01T00:00:00\"", """["2027-01-01T00:00:00Z"]""", false)]
    [InlineData(Operators.Before, "\"2026-01-01T00:00:00.Z\"", """["2027-01-01T00:00:00Z"]""", false)]
    [InlineData(Operators.Before, "\"2026-01-01T24:00:00Z\"", """["2027-01-01T00:00:00Z"]""", false)]
    [InlineData(Operators.Before, "\"2026-01-01T00:00:00+2:00\"", """["2027-01-01T00:00:00Z"]""", false)]
    [InlineData(Operators.Before, "1767225600", """["2027-01-01T00:00:00Z"]""", false)]
    [InlineData(Operators.Before, "\"2026-01-01T00:00:00Z\"", """["soon"]""", false)]
    [InlineData(Operators.After, "\"2026-01-01T00:00:00Z\"", "[]", false)]
    public void Times_are_compared_across_offsets(string op, string attribute, string values, bool matches) =>
        Check(op, attribute, values, matches);

    [Theory]
    [InlineData("\"julia m\"", true)]
    [InlineData("\"sean r\"", false)]
    public void The_targeting_key_can_be_used_as_an_attribute(string targetingKey, bool matches) =>
        Assert.Equal(
            matches,
            TestData.Clause("targetingKey", Operators.In, """["julia m"]""").Matches($$"""{"targetingKey": {{targetingKey}} }""")
        );

    [Theory]
    [InlineData("""["a", "b"]""", true)]
    [InlineData("""[1, "b", null]""", true)]
    [InlineData("""["c"]""", false)]
    [InlineData("""[["b"]]""", false)]
    [InlineData("""[]""", false)]
    public void A_list_matches_if_any_element_does(string list, bool matches) => Check(Operators.In, list, """["b"]""", matches);

    [Theory]
    [InlineData("""{"targetingKey": "u"}""")]
    [InlineData("""{"targetingKey": "u", "a": null}""")]
    [InlineData("""{"targetingKey": "u", "a": {"b": 1}}""")]
    [InlineData("""{"targetingKey": "u", "a": []}""")]
    public void A_missing_or_mistyped_attribute_does_not_match_and_so_matches_negated(string context)
    {
        foreach (var op in Operators.All)
        {
            Assert.False(TestData.Clause("a", op, """["x", 1, true]""").Matches(context), op);
            Assert.True(TestData.Clause("a", op, """["x", 1, true]""", negate: true).Matches(context), op);
        }
    }

    [Fact]
    [Trait("Fault", "20")]
    public void An_operator_of_a_newer_version_never_matches_not_even_negated()
    {
        Assert.False(TestData.Clause("a", "near", """["x"]""").Matches("""{"a": "x"}"""));
        Assert.False(TestData.Clause("a", "near", """["x"]""", negate: true).Matches("""{"a": "x"}"""));
    }

    private static void Check(string op, string attribute, string values, bool matches)
    {
        var context = $$"""{"targetingKey": "u", "a": {{attribute}} }""";

        Assert.Equal(matches, TestData.Clause("a", op, values).Matches(context));
        Assert.Equal(!matches, TestData.Clause("a", op, values, negate: true).Matches(context));
    }
}
