using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Waypost.Deployment.Tests.Files;
using Waypost.Testing;

namespace Waypost.Deployment.Tests.Kubernetes;

/// <summary>
/// Renders a folder like <c>kubectl apply -k</c>. Supports what this repository uses: resources, components, a namespace, image names, and
/// generated secrets and config maps (here without the hash in their names). Anything else is an error.
/// </summary>
internal sealed class Kustomization
{
    private static readonly string[] keys =
    [
        "apiVersion",
        "kind",
        "namespace",
        "labels",
        "resources",
        "components",
        "images",
        "secretGenerator",
        "configMapGenerator",
    ];

    private readonly List<IKubernetesObject<V1ObjectMeta>> objects = [];

    private Kustomization(string folder) => Folder = folder;

    public string Folder { get; }

    public IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Objects => objects;

    /// <summary>The files of this folder and of those it is based on.</summary>
    public HashSet<string> Files { get; } = [];

    public static Kustomization Of(string folder)
    {
        var result = new Kustomization(Path.GetFullPath(folder));
        result.Add(result.Folder);
        return result;
    }

    public IEnumerable<T> All<T>() => objects.OfType<T>();

    private void Add(string folder)
    {
        var file = Path.Combine(folder, "kustomization.yaml");
        Files.Add(file);
        var content = (JsonObject)YamlTree.Load(File.ReadAllText(file))!;
        Expect.None(
            content.Select(pair => pair.Key).Except(keys).Select(key => $"{file}: {key}"),
            "This test does not support this key: add support for it, or correct the key."
        );

        foreach (var resource in Strings(content["resources"]))
        {
            var path = Path.GetFullPath(Path.Combine(folder, resource));
            if (Directory.Exists(path))
            {
                Add(path);
            }
            else
            {
                AddManifest(path);
            }
        }

        foreach (var component in Strings(content["components"]))
        {
            Add(Path.GetFullPath(Path.Combine(folder, component)));
        }
        foreach (var generator in Mappings(content["secretGenerator"]))
        {
            objects.Add(Secret(folder, generator));
        }
        foreach (var generator in Mappings(content["configMapGenerator"]))
        {
            objects.Add(ConfigMap(folder, generator));
        }
        foreach (var image in Mappings(content["images"]))
        {
            Rename($"{image["name"]}", $"{image["newName"]}:{image["newTag"]}");
        }
        if (content["namespace"] is { } space)
        {
            foreach (var one in objects.Where(one => one is not V1Namespace))
            {
                one.Metadata.NamespaceProperty = $"{space}";
            }
        }
    }

    private void AddManifest(string path)
    {
        Files.Add(path);
        objects.AddRange(Manifest.Load(File.ReadAllText(path)));
    }

    private V1Secret Secret(string folder, JsonObject generator) =>
        new()
        {
            Kind = "Secret",
            Metadata = new() { Name = $"{generator["name"]}" },
            StringData = Strings(generator["envs"])
                .Select(file => Path.Combine(folder, file))
                .SelectMany(file =>
                {
                    Files.Add(file);
                    return EnvironmentFile.Read(File.ReadAllText(file));
                })
                .ToDictionary(),
        };

    private V1ConfigMap ConfigMap(string folder, JsonObject generator) =>
        new()
        {
            Kind = "ConfigMap",
            Metadata = new() { Name = $"{generator["name"]}" },
            Data = Strings(generator["files"])
                .ToDictionary(
                    file => file,
                    file =>
                    {
                        Files.Add(Path.Combine(folder, file));
                        return File.ReadAllText(Path.Combine(folder, file));
                    }
                ),
        };

    private void Rename(string name, string image)
    {
        foreach (var container in objects.SelectMany(Manifest.Containers).Where(container => container.Image == name))
        {
            container.Image = image;
        }
    }

    private static IEnumerable<string> Strings(JsonNode? list) => (list as JsonArray ?? []).Select(entry => entry!.GetValue<string>());

    private static IEnumerable<JsonObject> Mappings(JsonNode? list) => (list as JsonArray ?? []).Select(entry => (JsonObject)entry!);
}
