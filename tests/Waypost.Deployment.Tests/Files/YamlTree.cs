using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Waypost.Deployment.Tests.Files;

/// <summary>
/// A YAML document as JSON, with anchors and merge keys resolved and scalars typed by YAML 1.2's core schema. A duplicate key is an error.
/// </summary>
internal static class YamlTree
{
    /// <summary>Marks a list that replaces another one instead of being merged with it (Compose's <c>!override</c>).</summary>
    public const string Override = "!override";

    public static JsonNode? Load(string yaml) => ToJson(Root(yaml));

    public static YamlNode Root(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return stream.Documents.Single().RootNode;
    }

    private static JsonNode? ToJson(YamlNode node) =>
        node switch
        {
            YamlMappingNode mapping => ToObject(mapping),
            YamlSequenceNode sequence => new JsonArray([.. sequence.Select(ToJson)]),
            YamlScalarNode scalar => ToValue(scalar),
            _ => throw new YamlException($"A {node.NodeType} is not expected here."),
        };

    private static JsonObject ToObject(YamlMappingNode mapping)
    {
        var result = new JsonObject();
        foreach (var (key, value) in mapping)
        {
            var name = ((YamlScalarNode)key).Value!;
            if (name != "<<")
            {
                result[name] = ToJson(value);
            }
        }

        // Merged keys never replace explicit ones.
        foreach (var merged in mapping.Where(pair => ((YamlScalarNode)pair.Key).Value == "<<").Select(pair => pair.Value))
        {
            foreach (var (name, value) in (JsonObject)ToJson(merged)!)
            {
                result.TryAdd(name, value?.DeepClone());
            }
        }

        return result;
    }

    private static JsonNode? ToValue(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain)
        {
            return text;
        }
        return text switch
        {
            "" or "~" or "null" => null,
            "true" => true,
            "false" => false,
            _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
            _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            _ => text,
        };
    }
}
