using System.Text.RegularExpressions;

namespace Waypost.Architecture.Tests;

/// <summary>Inside a project: which folders do not know each other.</summary>
public sealed partial class Slices
{
    private const string features = "Waypost.Manager/Features";

    [Fact]
    public void A_feature_of_the_manager_knows_no_other_feature()
    {
        var slices = Repository.Under(features, ".cs", ".razor").Select(Slice).OfType<string>().Distinct().ToList();

        Assert.True(slices.Count > 1, $"{features} holds no slices: this test looks in the wrong place.");
        Expect.None(
            from file in Repository.Under(features, ".cs", ".razor")
            let own = Slice(file)
            where own is not null
            from other in slices
            where other != own && Mentions(Repository.Text(file), $"Waypost.Manager.Features.{other}")
            select $"{file} uses Features/{other}",
            "A feature may use Data, Http and Ui, never another feature: move what both need there."
        );
    }

    [Fact]
    public void A_features_code_says_in_its_namespace_where_it_lives() =>
        Expect.None(
            from file in Repository.Under(features, ".cs")
            let own = Slice(file)
            where own is not null && !Repository.Text(file).Contains($"namespace Waypost.Manager.Features.{own}", StringComparison.Ordinal)
            select file,
            "Give the file its folder's namespace; the rule above reads namespaces."
        );

    [Theory]
    [InlineData("Waypost.FlagProvider/Upstream", "Waypost.FlagProvider.Downstream")]
    [InlineData("Waypost.FlagProvider/Downstream", "Waypost.FlagProvider.Upstream")]
    public void In_the_provider_upstream_and_downstream_meet_only_in_the_store(string folder, string stranger)
    {
        var files = Repository.Under(folder, ".cs").ToList();

        Assert.NotEmpty(files);
        Expect.None(
            files.Where(file => Mentions(Repository.Text(file), stranger)),
            $"{folder} may not know {stranger}: let both speak to Store."
        );
    }

    /// <summary>There may be no such folder yet; the example below keeps the rule honest until there is.</summary>
    [Fact]
    public void Statistics_are_pure_functions_that_know_neither_SQL_nor_HTTP() =>
        Expect.None(
            Repository.Under("Waypost.Stats/Statistics", ".cs").Where(file => KnowsInputOrOutput(Repository.Text(file))),
            "Code under Statistics takes numbers and returns numbers: fetch them elsewhere."
        );

    [Theory]
    [InlineData("using Npgsql;", true)]
    [InlineData("using System.Net.Http;", true)]
    [InlineData("using Microsoft.AspNetCore.Http;", true)]
    [InlineData("class A { HttpClient client; }", true)]
    [InlineData("var sql = \"select sum(value) from events\";", true)]
    [InlineData("using MathNet.Numerics.Distributions;", false)]
    [InlineData("/// <summary>As select does in SQL.</summary>", false)]
    public void The_rule_for_statistics_knows_a_breach_when_it_sees_one(string code, bool breach) =>
        Assert.Equal(breach, KnowsInputOrOutput(code));

    [Theory]
    [InlineData("using Waypost.Manager.Features.Segments;", true)]
    [InlineData("@using Waypost.Manager.Features.Segments", true)]
    [InlineData("var list = Features.Segments.ListSegments.All();", true)]
    [InlineData("// as in Waypost.Manager.Features.Segments", false)]
    [InlineData("using Waypost.Manager.Features.SegmentsOfOthers;", false)]
    [InlineData("return snapshot.Segments.Count;", false)]
    public void The_rule_for_features_knows_a_breach_when_it_sees_one(string code, bool breach) =>
        Assert.Equal(breach, Mentions(code, "Waypost.Manager.Features.Segments"));

    /// <summary>The folder below Features that a file lives in; none for what stands beside the slices.</summary>
    private static string? Slice(string file) => file[(features.Length + 1)..].Split('/') is [var slice, _, ..] ? slice : null;

    /// <summary>In full, or from its parent on, as code in a neighbouring namespace may write it.</summary>
    private static bool Mentions(string code, string space)
    {
        var parts = space.Split('.');
        var written = $"({Regex.Escape(space)}|(?<![\\w.]){Regex.Escape(string.Join('.', parts[^2..]))})(?![\\w])";
        return Regex.IsMatch(Comments().Replace(code, ""), written);
    }

    private static bool KnowsInputOrOutput(string code) => InputOrOutput().IsMatch(Comments().Replace(code, ""));

    [GeneratedRegex(@"//.*$|@\*.*?\*@", RegexOptions.Multiline)]
    private static partial Regex Comments();

    [GeneratedRegex(
        @"Npgsql|System\.Data|System\.Net|HttpClient|Microsoft\.AspNetCore|""\s*(select|with|insert|update|delete)\b",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex InputOrOutput();
}
