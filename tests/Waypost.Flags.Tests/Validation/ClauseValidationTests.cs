namespace Waypost.Flags.Tests;

public class ClauseValidationTests
{
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
    [MemberData(nameof(ClauseFaults))]
    public void A_fault_in_a_clause_is_reported_with_its_path(string op, string values, string path, string code)
    {
        var flag = TestData.Flag("f") with
        {
            Rules = [TestData.Rule("on", TestData.Clause("a", Operators.In, "[1]"), TestData.Clause("a", op, values))],
        };

        var fault = Assert.Single(SnapshotValidator.Validate(flag, new HashSet<string> { "internal" }));

        Assert.Equal(($"flags/f/rules/0/when/1/{path}", code), (fault.Path, fault.Code));
    }

    [Fact]
    public void A_clause_needs_an_attribute_unless_it_refers_to_a_segment()
    {
        var flag = TestData.Flag("f") with
        {
            Rules =
            [
                TestData.Rule("on", TestData.Clause("", Operators.InSegment, """["internal"]"""), TestData.Clause("", Operators.In, "[1]")),
            ],
        };

        var fault = Assert.Single(SnapshotValidator.Validate(flag, new HashSet<string> { "internal" }));

        Assert.Equal(("flags/f/rules/0/when/1/attribute", FaultCodes.Missing), (fault.Path, fault.Code));
    }

    [Fact]
    public void The_fault_of_a_regular_expression_names_the_position_without_repeating_the_pattern()
    {
        var flag = TestData.Flag("f") with
        {
            Rules = [TestData.Rule("on", TestData.Clause("a", Operators.Matches, $"[\"{new string('x', 900)}[a\"]"))],
        };

        var fault = Assert.Single(SnapshotValidator.Validate(flag, new HashSet<string>()));

        Assert.Equal("The regular expression is invalid at offset 902. Unterminated [] set.", fault.Message);
    }
}
