using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Waypost.Architecture.Tests;

public sealed partial class SolutionsTests
{
    [Fact]
    public void The_solution_contains_every_project() =>
        Assert.Equal(Repository.Projects.Select(project => project.File).Order(), InSolution().Order());

    [Fact]
    public void There_is_one_solution() =>
        Assert.Equal(["Waypost.sln"], Repository.Files.Where(file => Path.GetExtension(file) is ".sln" or ".slnx" or ".slnf"));

    [Fact]
    public void Aspires_SDK_is_of_the_same_release_as_its_packages()
    {
        // Patch versions of the SDK and of the packages are published separately.
        var version = Version.Parse(
            XElement.Parse(Repository.Text("Directory.Packages.props")).Descendants("AspireVersion").Single().Value
        );

        Assert.StartsWith(
            $"Aspire.AppHost.Sdk/{version.Major}.{version.Minor}.",
            Repository.Projects.Single(project => project.Name == "Waypost.AppHost").Sdk,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Azd_finds_the_app_host_as_the_only_service()
    {
        var file = Repository.Text("azure.yaml");

        Assert.Single(Regex.Matches(file, @"^\s+project:", RegexOptions.Multiline));
        Assert.Matches(@"(?m)^\s+language: dotnet$", file);
        Assert.Matches(@"(?m)^\s+host: containerapp$", file);
        Assert.True(Repository.Has(Regex.Match(file, @"(?m)^\s+project: \./(\S+)$").Groups[1].Value));
    }

    private static IEnumerable<string> InSolution() =>
        ProjectLine().Matches(Repository.Text("Waypost.sln")).Select(match => match.Groups[1].Value.Replace('\\', '/'));

    [GeneratedRegex("\"([^\"]+\\.csproj)\"")]
    private static partial Regex ProjectLine();
}
