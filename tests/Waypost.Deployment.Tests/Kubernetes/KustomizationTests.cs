using System.Text.RegularExpressions;
using k8s;
using k8s.Models;
using Waypost.Deployment.Tests.Files;
using Waypost.Testing;
using YamlDotNet.Core;

namespace Waypost.Deployment.Tests.Kubernetes;

public sealed partial class KustomizationTests(DeployFolder deploy) : IClassFixture<DeployFolder>
{
    private string Folder => deploy.Path("kubernetes");

    [Fact]
    public void Every_file_belongs_to_a_kustomization()
    {
        var used = new[] { "trial", "production" }.SelectMany(overlay => Kustomization.Of(Path.Combine(Folder, overlay)).Files).ToHashSet();
        var there = Directory
            .EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".example", StringComparison.Ordinal));

        Assert.NotEmpty(used);
        Expect.None(there.Except(used), "No kustomization lists this file. Add it to one, or delete it.");
    }

    [Theory]
    [InlineData("base")]
    [InlineData("trial")]
    [InlineData("production")]
    public void Everything_is_in_one_namespace(string overlay)
    {
        var kustomization = Kustomization.Of(Path.Combine(Folder, overlay));
        var space = Assert.Single(kustomization.All<V1Namespace>()).Metadata.Name;

        Expect.All(kustomization.Objects.Where(one => one is not V1Namespace), one => Assert.Equal(space, one.Metadata.NamespaceProperty));
        Assert.Equal(kustomization.Objects.Count, kustomization.Objects.DistinctBy(one => (one.Kind, one.Metadata.Name)).Count());
    }

    [Fact]
    public void An_unknown_field_of_a_kind_is_found()
    {
        var fault = Assert.Throws<YamlException>(() =>
            Manifest
                .Load(
                    """
                    apiVersion: apps/v1
                    kind: Deployment
                    metadata:
                      name: manager
                    spec:
                      replicaCount: 2
                    """
                )
                .ToList()
        );

        Assert.Contains("replicaCount", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_come_from_ignored_files_and_their_examples_contain_none()
    {
        var files = Directory.EnumerateFiles(Folder, "*.env", SearchOption.AllDirectories).ToList();

        Assert.Equal(2, files.Count);
        Expect.All(
            files,
            file =>
            {
                Assert.True(Repository.Ignores(Path.GetRelativePath(deploy.FullName, file).Insert(0, "deploy/").Replace('\\', '/')));
                Assert.Equal(
                    EnvironmentFile.Read(File.ReadAllText(file + ".example")).Keys,
                    EnvironmentFile.Read(File.ReadAllText(file)).Keys
                );
            }
        );
        var examples = files.SelectMany(file => EnvironmentFile.Read(File.ReadAllText(file + ".example")));
        Expect.All(
            examples.Where(variable => variable.Key is not ("admin-email" or "database")),
            variable => Assert.Equal("", variable.Value)
        );
        Assert.EndsWith(
            "Password=",
            EnvironmentFile.Read(deploy.Text("kubernetes", "base", "secrets.env.example"))["database"],
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("base")]
    [InlineData("trial")]
    [InlineData("production")]
    public async Task Kubectl_renders_the_same(string overlay)
    {
        Assert.SkipUnless(Command.Exists("kubectl"), "kubectl is not installed.");

        var yaml = (await Command.RunAsync(Folder, "kubectl", "kustomize", overlay)).Succeeded();

        var rendered = Manifest.Load(yaml).ToList();
        Assert.Equal(Names(Kustomization.Of(Path.Combine(Folder, overlay)).Objects), Names(rendered));
        Assert.Equal(
            Kustomization
                .Of(Path.Combine(Folder, overlay))
                .Objects.SelectMany(Manifest.Containers)
                .Select(container => container.Image)
                .Order(),
            rendered.SelectMany(Manifest.Containers).Select(container => container.Image).Order()
        );
    }

    private static IEnumerable<string> Names(IEnumerable<IKubernetesObject<V1ObjectMeta>> objects) =>
        objects
            .Select(one =>
            {
                var name = one is V1Secret or V1ConfigMap ? Hash().Replace(one.Metadata.Name, "") : one.Metadata.Name;
                return $"{one.Metadata.NamespaceProperty}/{one.Kind}/{name}";
            })
            .Order();

    /// <summary>The name of a generated object ends with a hash of its content.</summary>
    [GeneratedRegex("-[a-z0-9]{10}$")]
    private static partial Regex Hash();
}
