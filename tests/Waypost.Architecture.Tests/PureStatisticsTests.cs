using System.Text.RegularExpressions;

namespace Waypost.Architecture.Tests;

public sealed partial class PureStatisticsTests
{
    [Fact]
    public void Statistics_are_pure_functions_without_SQL_or_HTTP()
    {
        var files = Repository.Under("Waypost.Stats/Statistics", ".cs").ToList();

        Assert.NotEmpty(files);
        Expect.None(
            files.Where(file => UsesInputOrOutput(Repository.Text(file))),
            "Code under Statistics takes numbers and returns numbers: fetch them elsewhere."
        );
    }

    [Theory]
    [InlineData("using Npgsql;", true)]
    [InlineData("using System.Net.Http;", true)]
    [InlineData("using Microsoft.AspNetCore.Http;", true)]
    [InlineData("class A { HttpClient client; }", true)]
    [InlineData("var sql = \"select sum(value) from events\";", true)]
    [InlineData("using MathNet.Numerics.Distributions;", false)]
    [InlineData("/// <summary>As select does in SQL.</summary>", false)]
    public void The_rule_for_statistics_finds_a_breach(string code, bool breach) => Assert.Equal(breach, UsesInputOrOutput(code));

    private static bool UsesInputOrOutput(string code) => InputOrOutput().IsMatch(Comments().Replace(code, ""));

    [GeneratedRegex(@"//.*$|@\*.*?\*@", RegexOptions.Multiline)]
    private static partial Regex Comments();

    [GeneratedRegex(
        @"Npgsql|System\.Data|System\.Net|HttpClient|Microsoft\.AspNetCore|""\s*(select|with|insert|update|delete)\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex InputOrOutput();
}
