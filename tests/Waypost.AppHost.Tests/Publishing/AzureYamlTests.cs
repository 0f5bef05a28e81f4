using System.Text.RegularExpressions;
using Waypost.AppHost.Tests.Publishing.Support;

namespace Waypost.AppHost.Tests.Publishing;

/// <summary>azd supports an app host only as the single service of a project (cli/azd/pkg/project/importer.go in azd).</summary>
[Collection<PublishedCollection>]
public sealed partial class AzureYamlTests(PublishedManifest manifest)
{
    [Fact]
    public void The_app_host_is_the_only_service()
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(manifest.Bicep.First().File)!, ".."));
        var lines = File.ReadAllLines(Path.Combine(root, "azure.yaml"));

        Assert.Single(lines, line => ServiceName().IsMatch(line));
        Assert.Contains("    language: dotnet", lines);
        Assert.Contains("    host: containerapp", lines);
        var project = Assert.Single(lines, line => line.StartsWith("    project: ", StringComparison.Ordinal))["    project: ".Length..];
        Assert.True(File.Exists(Path.Combine(root, project)), project);
    }

    [Fact]
    public void There_is_no_main_module_which_would_replace_the_app_hosts_manifest() =>
        // azd would deploy a file infra/main.bicep instead of the manifest.
        Assert.DoesNotContain(
            Directory.EnumerateFiles(Path.GetDirectoryName(manifest.Bicep.First().File)!),
            file => Path.GetFileNameWithoutExtension(file) == "main"
        );

    [GeneratedRegex("^  [a-z]+:$")]
    private static partial Regex ServiceName();
}
