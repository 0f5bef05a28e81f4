using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using CliWrap;
using CliWrap.Buffered;
using Waypost.AppHost.Configuration;

namespace Waypost.AppHost.Tests.Publishing.Support;

/// <summary>The manifest as azd gets it: from the app host in a separate process, without a terminal.</summary>
public sealed class PublishedManifest : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("waypost-manifest-").FullName;
    private readonly ConcurrentDictionary<string, Task<IReadOnlyList<JsonObject>>> predictions = [];

    public string DataDirectory => Path.Combine(folder, "data");

    public JsonObject Resources { get; private set; } = [];

    /// <summary>Every use of a Bicep file: the modules, and the deployments of the services.</summary>
    public IEnumerable<(string Name, string File, JsonObject Parameters)> Bicep =>
        from resource in Resources
        let entry = resource.Value!["deployment"] ?? resource.Value
        where entry["type"]!.GetValue<string>() == "azure.bicep.v0"
        select (resource.Key, Path.GetFullPath(Path.Combine(folder, Text(entry, "path"))), entry["params"]!.AsObject());

    public IEnumerable<KeyValuePair<string, JsonObject>> OfType(string type) =>
        Resources
            .Where(resource => Text(resource.Value!, "type") == type)
            .Select(resource => KeyValuePair.Create(resource.Key, resource.Value!.AsObject()));

    public static string Text(JsonNode entry, string property) => entry[property]!.GetValue<string>();

    /// <summary>The resources that azd would deploy for this entry, with all expressions resolved to sample values.</summary>
    public Task<IReadOnlyList<JsonObject>> PredictAsync(string name) =>
        predictions.GetOrAdd(
            name,
            _ =>
            {
                var (_, file, parameters) = Bicep.Single(use => use.Name == name);
                return Support.Bicep.PredictAsync(file, Resolved(parameters));
            }
        );

    public Dictionary<string, string> Resolved(JsonObject parameters)
    {
        var azd = new Azd(Resources);
        return parameters.ToDictionary(parameter => parameter.Key, parameter => azd.Resolve(parameter.Value!.GetValue<string>()));
    }

    public async ValueTask InitializeAsync()
    {
        var manifest = Path.Combine(folder, "manifest.json");
        var result = await Cli.Wrap("dotnet")
            .WithArguments([
                typeof(AppHostSettings).Assembly.Location,
                "--publisher",
                "manifest",
                "--output-path",
                manifest,
                "--DataDirectory",
                DataDirectory,
            ])
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        Assert.True(result.IsSuccess, result.StandardOutput + result.StandardError);
        Resources = JsonNode.Parse(await File.ReadAllTextAsync(manifest, TestContext.Current.CancellationToken))!["resources"]!.AsObject();
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>The manifest is written once for all tests that read it.</summary>
[CollectionDefinition]
public sealed class PublishedCollection : ICollectionFixture<PublishedManifest>;
