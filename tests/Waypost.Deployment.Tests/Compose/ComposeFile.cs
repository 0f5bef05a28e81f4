using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Waypost.Deployment.Tests.Files;
using YamlDotNet.RepresentationModel;

namespace Waypost.Deployment.Tests.Compose;

/// <summary>One or more Compose files, merged and with their variables replaced as Compose does it.</summary>
internal sealed partial class ComposeFile
{
    public required JsonObject Content { get; init; }

    public IEnumerable<string> Services => ((JsonObject)Content["services"]!).Select(service => service.Key);

    public JsonObject this[string service] => (JsonObject)Content["services"]![service]!;

    public static ComposeFile Load(IReadOnlyDictionary<string, string> variables, params string[] texts)
    {
        JsonNode? content = null;
        foreach (var text in texts)
        {
            content = Merge(content, Filled(YamlTree.Load(text), variables), Overrides(text), "");
        }
        return new() { Content = (JsonObject)content! };
    }

    /// <summary>The variables in a text, each with the part after <c>:</c>, such as <c>-default</c> or <c>?error</c>.</summary>
    public static IEnumerable<(string Name, string Otherwise)> Variables(string text) =>
        Variable().Matches(text).Select(match => (match.Groups["name"].Value, match.Groups["otherwise"].Value));

    public Dictionary<string, string> Environment(string service) =>
        this[service]["environment"] is JsonObject variables
            ? variables.ToDictionary(variable => variable.Key, variable => variable.Value!.GetValue<string>())
            : [];

    public IEnumerable<string> List(string service, string key) =>
        this[service][key] is JsonArray list ? list.Select(entry => entry!.GetValue<string>()) : [];

    private static JsonNode? Filled(JsonNode? node, IReadOnlyDictionary<string, string> variables) =>
        node switch
        {
            JsonObject mapping => new JsonObject(mapping.Select(pair => KeyValuePair.Create(pair.Key, Filled(pair.Value, variables)))),
            JsonArray list => new JsonArray([.. list.Select(entry => Filled(entry, variables))]),
            JsonValue value when value.TryGetValue<string>(out var text) => Variable().Replace(text, match => Value(match, variables)),
            _ => node?.DeepClone(),
        };

    /// <summary><c>${X}</c>, <c>${X:-default}</c>, <c>${X:?error}</c>; with the colon, empty counts as not set.</summary>
    private static string Value(Match match, IReadOnlyDictionary<string, string> variables)
    {
        var (name, otherwise) = (match.Groups["name"].Value, match.Groups["otherwise"].Value);
        if (variables.TryGetValue(name, out var value) && value.Length > 0)
        {
            return value;
        }
        return otherwise is ['?', ..] ? throw new InvalidDataException($"{name} is not set: {otherwise[1..]}") : otherwise.TrimStart('-');
    }

    private static JsonNode? Merge(JsonNode? under, JsonNode? over, IReadOnlySet<string> overrides, string path) =>
        (under, over) switch
        {
            (JsonObject one, JsonObject other) => new JsonObject(
                one.Select(pair => pair.Key)
                    .Union(other.Select(pair => pair.Key))
                    .Select(key =>
                        KeyValuePair.Create(
                            key,
                            other.ContainsKey(key) ? Merge(one[key], other[key], overrides, $"{path}/{key}") : one[key]?.DeepClone()
                        )
                    )
            ),
            (JsonArray one, JsonArray other) when !overrides.Contains(path) => new JsonArray([
                .. one.Concat(other).Select(entry => entry?.DeepClone()),
            ]),
            _ => over?.DeepClone(),
        };

    private static HashSet<string> Overrides(string text)
    {
        var found = new HashSet<string>();
        Look(YamlTree.Root(text), "");
        return found;

        void Look(YamlNode node, string path)
        {
            if (node is YamlSequenceNode { Tag.IsEmpty: false } && node.Tag.Value == YamlTree.Override)
            {
                found.Add(path);
            }
            if (node is not YamlMappingNode mapping)
            {
                return;
            }
            foreach (var (key, value) in mapping)
            {
                Look(value, $"{path}/{((YamlScalarNode)key).Value}");
            }
        }
    }

    [GeneratedRegex(@"(?<!\$)\$\{(?<name>\w+)(?::(?<otherwise>[-?][^}]*))?\}")]
    private static partial Regex Variable();
}
