using System.Text;
using System.Text.Json.Nodes;

namespace Waypost.AppHost.Tests.Publishing.Support;

/// <summary>
/// Resolves text as azd does (cli/azd/pkg/apphost/eval.go and evalBindingRef in generate.go), with samples for values that only a
/// deployment has. An expression that azd does not know is an error.
/// </summary>
internal sealed class Azd(JsonObject resources)
{
    public const string Secret = "Aa1Bb2Cc3Dd4Ee5Ff6Gg7Hh8Ii9Jj0Kk1Ll2Mm3Nn4Oo";
    public const string Domain = "happy-sun.westeurope.azurecontainerapps.io";

    /// <summary>All expressions that were resolved, at any depth.</summary>
    public List<string> Expressions { get; } = [];

    public string Resolve(string text)
    {
        var resolved = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('{' or '}'))
            {
                resolved.Append(text[i]);
            }
            else if (i + 1 < text.Length && text[i + 1] == text[i])
            {
                resolved.Append(text[i++]);
            }
            else
            {
                var end = text[i] == '{' ? text.IndexOf('}', i) : -1;
                Assert.True(end > 0, $"Unbalanced brace in {text}");
                resolved.Append(Value(text[(i + 1)..end]));
                i = end;
            }
        }

        return resolved.ToString();
    }

    private string Value(string expression)
    {
        Expressions.Add(expression);
        var (name, property) = expression.Split('.', 2) is [var first, var rest] ? (first, rest) : throw new FormatException(expression);
        Assert.True(resources.ContainsKey(name), $"There is no resource for {{{expression}}}");
        var resource = resources[name]!;
        return (PublishedManifest.Text(resource, "type"), property.Split('.')) switch
        {
            (_, ["connectionString"]) => Resolve(PublishedManifest.Text(resource, "connectionString")),
            ("parameter.v0", ["value"]) => resource["inputs"]!["value"]!["default"]!["value"]?.GetValue<string>() ?? Secret,
            ("azure.bicep.v0", ["outputs", var output]) => Output(output),
            ("project.v1", ["containerImage"]) => $"waypost.azurecr.io/{name}:1",
            ("project.v1", ["containerPort"]) => "8080",
            ("project.v1", ["bindings", var binding, "targetPort"]) when resource["bindings"]![binding] is not null => "8080",
            _ => throw new FormatException($"azd knows no {{{expression}}}"),
        };
    }

    private static string Output(string name) =>
        name switch
        {
            "AZURE_CONTAINER_APPS_ENVIRONMENT_DEFAULT_DOMAIN" => Domain,
            "AZURE_CONTAINER_REGISTRY_ENDPOINT" => "waypost.azurecr.io",
            "host" => "psql-waypost.postgres.database.azure.com",
            _ => $"/subscriptions/{Guid.Empty}/resourceGroups/rg-waypost/providers/Waypost.Sample/{name}/{name}",
        };
}
