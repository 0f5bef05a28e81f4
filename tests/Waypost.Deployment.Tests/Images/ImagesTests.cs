using System.Text.Json;
using Waypost.Deployment.Tests.Files;
using Waypost.Testing;

namespace Waypost.Deployment.Tests.Images;

/// <summary>Images as the SDK builds them, without a container engine.</summary>
public sealed class ImagesTests
{
    private static readonly string[] parts = ["eng", "Waypost.Flags", "Waypost.Wire", "Waypost.ServiceDefaults", "Waypost.FlagProvider"];
    private static readonly string[] files = ["Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig"];

    [Theory]
    [InlineData("Waypost.Manager", "waypost-manager", "noble-chiseled-extra")]
    [InlineData("Waypost.FlagProvider", "waypost-provider", "noble-chiseled")]
    [InlineData("Waypost.Stats", "waypost-stats", "noble-chiseled-extra")]
    public async Task A_service_is_published_for_both_architectures_on_a_base_without_a_shell(string project, string name, string family)
    {
        var facts = await EvaluateAsync(project, "-p:PublishContainers=true", "-t:ComputeContainerBaseImage");

        Assert.Equal(name, facts.GetProperty("ContainerRepository").GetString());
        Assert.Equal("linux-x64;linux-arm64", facts.GetProperty("ContainerRuntimeIdentifiers").GetString());
        Assert.Equal($"mcr.microsoft.com/dotnet/aspnet:10.0-{family}", facts.GetProperty("ContainerBaseImage").GetString());
        Assert.Equal(Repository.Version, facts.GetProperty("ContainerImageTags").GetString());
    }

    /// <summary>The base image without "extra" has no time zones but UTC.</summary>
    [Theory]
    [InlineData("Waypost.Manager")]
    [InlineData("Waypost.FlagProvider")]
    [InlineData("Waypost.Stats")]
    public async Task A_service_that_uses_time_zones_has_a_base_image_with_them(string project)
    {
        var usesTimeZones = Directory
            .EnumerateFiles(Repository.Path(project), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Any(file => File.ReadAllText(file).Contains("FindSystemTimeZoneById", StringComparison.Ordinal));

        Assert.Equal(
            usesTimeZones,
            (await EvaluateAsync(project)).GetProperty("ContainerFamily").GetString()!.EndsWith("-extra", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_normal_restore_is_independent_of_architectures() =>
        Assert.Equal("", (await EvaluateAsync("Waypost.Manager")).GetProperty("RuntimeIdentifiers").GetString());

    /// <summary>Builds in a copy of the source, because a restore for architectures writes to obj/.</summary>
    [Fact]
    public async Task An_image_has_labels_and_runs_as_an_unprivileged_user()
    {
        await using var registry = await RegistryStub.StartAsync();
        using var source = new TemporaryDirectory();
        foreach (var part in parts)
        {
            DirectoryTree.Copy(Repository.Path(part), source.File(part), folder => folder is not ("bin" or "obj"));
        }
        foreach (var file in files)
        {
            File.Copy(Repository.Path(file), source.File(file));
        }

        var published = (
            await Command.RunAsync(
                source.Path,
                "dotnet",
                "publish",
                "Waypost.FlagProvider",
                "-t:PublishContainer",
                "-p:PublishContainers=true",
                "-p:RunAnalyzers=false",
                "-nodeReuse:false",
                $"-p:ContainerBaseImage={registry.BaseImage}",
                $"-p:ContainerArchiveOutputPath={source.File("image.tar")}",
                "-p:ContainerRepository=example/waypost-provider",
                "-p:RepositoryUrl=https://example.org/waypost",
                "-p:SourceRevisionId=0123abc"
            )
        ).Succeeded();

        Assert.True(File.Exists(source.File("image.tar")), published);
        var images = ImageArchive.Read(source.File("image.tar")).Images();
        Assert.Equal(["amd64", "arm64"], images.Keys.Order());
        Expect.All(
            images.Values,
            image =>
            {
                var labels = image.Config.GetProperty("Labels").Deserialize<Dictionary<string, string>>()!;
                Assert.Equal("1654", image.Config.GetProperty("User").GetString());
                Assert.Equal(
                    ["dotnet", "/app/Waypost.FlagProvider.dll"],
                    image.Config.GetProperty("Entrypoint").EnumerateArray().Select(word => word.GetString())
                );
                Assert.True(image.Config.GetProperty("ExposedPorts").TryGetProperty("8080/tcp", out _));
                Assert.Equal("Waypost.FlagProvider", labels["org.opencontainers.image.title"]);
                Assert.StartsWith("Holds snapshots", labels["org.opencontainers.image.description"], StringComparison.Ordinal);
                Assert.EndsWith(".", labels["org.opencontainers.image.description"], StringComparison.Ordinal);
                Assert.Equal("https://example.org/waypost", labels["org.opencontainers.image.source"]);
                Assert.Equal("0123abc", labels["org.opencontainers.image.revision"]);
                Assert.Equal(Repository.Version, labels["org.opencontainers.image.version"]);
                Assert.Equal("MIT", labels["org.opencontainers.image.licenses"]);
                Assert.Contains("app/Waypost.FlagProvider.dll", image.Files);
            }
        );
        Assert.Equal(
            Locked(Repository.Path("Waypost.FlagProvider", "packages.lock.json")),
            Locked(source.File("Waypost.FlagProvider", "obj", "platform.packages.lock.json"))
        );
    }

    /// <summary>The restore for architectures cannot use the lock file, but must result in identical packages.</summary>
    private static IEnumerable<string> Locked(string file) =>
        JsonElement
            .Parse(File.ReadAllText(file))
            .GetProperty("dependencies")
            .GetProperty("net10.0")
            .EnumerateObject()
            .Where(package => package.Value.TryGetProperty("contentHash", out _))
            .Select(package => $"{package.Name} {package.Value.GetProperty("contentHash")}")
            .Order();

    private static async Task<JsonElement> EvaluateAsync(string project, params string[] arguments)
    {
        const string properties =
            "ContainerRepository,ContainerFamily,ContainerRuntimeIdentifiers,ContainerBaseImage,ContainerImageTags,RuntimeIdentifiers";
        var answer = await Command.RunAsync(
            Repository.Root,
            "dotnet",
            ["msbuild", $"{project}/{project}.csproj", "-nodeReuse:false", .. arguments, $"-getProperty:{properties}"]
        );
        return JsonElement.Parse(answer.Succeeded()).GetProperty("Properties");
    }
}
