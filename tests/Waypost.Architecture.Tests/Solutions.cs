using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Waypost.Architecture.Tests;

public sealed partial class Solutions
{
    static readonly string[] aspire = ["Waypost.AppHost/Waypost.AppHost.csproj", "tests/Waypost.AppHost.Tests/Waypost.AppHost.Tests.csproj"];

    [Fact]
    public void The_solution_holds_every_project() =>
        Assert.Equal(Repository.Projects.Select(project => project.File).Order(), InSolution().Order());

    [Fact]
    public void The_everyday_solution_holds_every_project_but_the_two_that_need_Aspire() =>
        Assert.Equal(InSolution().Except(aspire).Order(), InFilter().Order());

    [Fact]
    public void Aspires_SDK_has_the_version_of_its_packages()
    {
        var version = XElement.Parse(Repository.Text("Directory.Packages.props")).Descendants("AspireVersion").Single().Value;

        Assert.Equal($"Aspire.AppHost.Sdk/{version}", Repository.Projects.Single(project => project.Name == "Waypost.AppHost").Sdk);
    }

    [Fact]
    public void Azd_finds_one_service_the_app_host()
    {
        var file = Repository.Text("azure.yaml");

        Assert.Single(Regex.Matches(file, @"^\s+project:", RegexOptions.Multiline));
        Assert.Matches(@"(?m)^\s+language: dotnet$", file);
        Assert.Matches(@"(?m)^\s+host: containerapp$", file);
        Assert.True(Repository.Has(Regex.Match(file, @"(?m)^\s+project: \./(\S+)$").Groups[1].Value));
    }

    [Fact]
    public void Both_hosts_pass_the_parts_the_same_settings()
    {
        // Nobody drains the parts locally; under Aspire replicas have no disk of their own.
        string[] publishedOnly = ["Waypost__Shutdown__Drain"];
        string[] localOnly = ["Waypost__SnapshotDirectory"];
        var appHost = Passed("Waypost.AppHost", WithEnvironment());
        var localHost = Passed("Waypost.LocalHost", Indexed());

        Assert.NotEmpty(appHost);
        Assert.NotEmpty(localHost);
        Expect.None(appHost.Except(localHost).Except(publishedOnly).Select(name => $"{name}: only Waypost.AppHost passes it"), "Pass it in Waypost.LocalHost too, or say in this test why not.");
        Expect.None(localHost.Except(appHost).Except(localOnly).Select(name => $"{name}: only Waypost.LocalHost passes it"), "Pass it in Waypost.AppHost too, or say in this test why not.");
    }

    static List<string> Passed(string project, Regex pattern) =>
        [.. Repository.Under(project, ".cs").SelectMany(file => pattern.Matches(Repository.Text(file))).Select(match => match.Groups[1].Value).Distinct()];

    static IEnumerable<string> InSolution() => ProjectLine().Matches(Repository.Text("Waypost.sln")).Select(match => match.Groups[1].Value.Replace('\\', '/'));

    static IEnumerable<string> InFilter()
    {
        using var filter = JsonDocument.Parse(Repository.Text("Waypost.Local.slnf"));
        return [.. filter.RootElement.GetProperty("solution").GetProperty("projects").EnumerateArray().Select(project => project.GetString()!.Replace('\\', '/'))];
    }

    [GeneratedRegex("\"([^\"]+\\.csproj)\"")]
    private static partial Regex ProjectLine();

    [GeneratedRegex("WithEnvironment\\(\"(Waypost__\\w+)\"")]
    private static partial Regex WithEnvironment();

    [GeneratedRegex("\\[\"(Waypost__\\w+)\"\\]")]
    private static partial Regex Indexed();
}
