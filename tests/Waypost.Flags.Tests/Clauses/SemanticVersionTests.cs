namespace Waypost.Flags.Tests;

/// <summary>semver.org 2.0.0, section 11.</summary>
public class SemanticVersionTests
{
    // Examples of the specification and edge cases of its grammar, in ascending order.
    private static readonly string[] Ascending =
    [
        "0.0.0-0",
        "0.0.0",
        "0.0.1",
        "0.1.0",
        "1.0.0-alpha",
        "1.0.0-alpha.1",
        "1.0.0-alpha.beta",
        "1.0.0-beta",
        "1.0.0-beta.2",
        "1.0.0-beta.11",
        "1.0.0-rc.1",
        "1.0.0",
        "1.0.1-1",
        "1.0.1-a-b",
        "1.9.0",
        "1.10.0",
        "2.0.0",
        "2.1.0",
        "2.1.1",
        $"{new string('9', 10_000)}.0.0",
        $"1{new string('0', 10_000)}.0.0",
    ];

    [Fact]
    public void Versions_are_ordered_by_precedence()
    {
        for (var i = 0; i < Ascending.Length; i++)
        {
            for (var j = 0; j < Ascending.Length; j++)
            {
                Assert.Equal(i < j, Matches(Operators.SemverLessThan, Ascending[i], Ascending[j]));
                Assert.Equal(i > j, Matches(Operators.SemverGreaterThan, Ascending[i], Ascending[j]));
                Assert.Equal(i == j, Matches(Operators.SemverEqual, Ascending[i], Ascending[j]));
            }
        }
    }

    [Theory]
    [InlineData("1.0.0+build.1", "1.0.0+build.2")]
    [InlineData("1.0.0-rc.1+007", "1.0.0-rc.1")]
    [InlineData("1.0.0+-.0", "1.0.0")]
    public void Build_metadata_is_ignored(string a, string b) => Assert.True(Matches(Operators.SemverEqual, a, b));

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("2.0")]
    [InlineData("v2.0.0")]
    [InlineData("2.0.0.0")]
    [InlineData("02.0.0")]
    [InlineData("2.0.0-")]
    [InlineData("2.0.0-01")]
    [InlineData("2.0.0-a..b")]
    [InlineData("2.0.0-a_b")]
    [InlineData("2.0.0+")]
    [InlineData("2.0.0+a+b")]
    [InlineData("2.0.0 ")]
    [InlineData("-2.0.0")]
    [InlineData("2.٠.0")]
    public void Invalid_versions_never_match(string text)
    {
        Assert.False(Matches(Operators.SemverEqual, text, text));
        Assert.False(Matches(Operators.SemverGreaterThan, text, "0.0.0-0"));
        Assert.False(Matches(Operators.SemverLessThan, text, "99.0.0"));
    }

    private static bool Matches(string op, string attribute, string value) =>
        TestData.Clause("app", op, $"[\"{value}\"]").Matches($$"""{"app": "{{attribute}}"}""");
}
