using System.Text.Json;
using Waypost.Flags;

namespace Waypost.Manager.Ui;

/// <summary>A row of the events log as a person would tell it: "switched on", and what changed from what to what.</summary>
public static class EventWords
{
    /// <summary>What was done, before the name of what it was done to.</summary>
    public static string Verb(string type, JsonElement? after)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type switch
        {
            "FLAG_TOGGLED" => Enabled(after) ? "switched on" : "switched off",
            "KEY_REVOKED" => "revoked the SDK key",
            "KEY_ROTATED" => "rotated the SDK key",
            "KEY_CREATED" => "made the SDK key",
            _ when type.LastIndexOf('_') is var end and > 0 => Done(type[(end + 1)..]) + type[..end] switch
            {
                "FLAG" => "",
                // The name that follows is the flag's.
                "EXPERIMENT" => " an experiment on",
                var other => $" the {other.Replace('_', ' ').ToLowerInvariant()}",
            },
            _ => type,
        };
    }

    /// <summary>The type as a choice of the filter: FLAG_TOGGLED → "Flag toggled".</summary>
    public static string Name(string type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var words = type.Replace('_', ' ').ToLowerInvariant().Replace("key ", "SDK key ", StringComparison.Ordinal);
        return char.ToUpperInvariant(words[0]) + words[1..];
    }

    /// <summary>One short line for each thing that changed.</summary>
    public static IReadOnlyList<string> Changes(JsonElement? before, JsonElement? after)
    {
        if (before is not { ValueKind: JsonValueKind.Object } was || after is not { ValueKind: JsonValueKind.Object } now)
        {
            return [];
        }

        var lines = new List<string>();
        foreach (var property in now.EnumerateObject())
        {
            var known = was.TryGetProperty(property.Name, out var old);
            if (!known || !JsonElement.DeepEquals(old, property.Value))
            {
                lines.AddRange(Change(property.Name, old, property.Value));
            }
        }

        return lines;
    }

    private static List<string> Change(string name, JsonElement old, JsonElement now) => name switch
    {
        "enabled" => [now.ValueKind == JsonValueKind.True ? "off → on" : "on → off"],
        "fallthrough" => [$"{Served(old)} → {Served(now)}"],
        "rollout" => [$"shares: {Shared(old)} → {Shared(now)}"],
        "assignments" => Assignments(old, now),
        "rules" => [Count(old) == Count(now) ? "rules changed" : $"{Serving.Count(Count(old), "rule", "rules")} → {Count(now)}"],
        "offVariant" => [$"while off: {Text(old)} → {Text(now)}"],
        "experiment" => [now.ValueKind == JsonValueKind.Object && now.TryGetProperty("id", out var id) ? $"experiment {id.GetRawText()} begins" : "its experiment changes"],
        "description" => ["description changed"],
        _ => [$"{name}: {Text(old)} → {Text(now)}"],
    };

    private static List<string> Assignments(JsonElement old, JsonElement now)
    {
        var (before, after) = (Users(old), Users(now));
        var changes = after.Where(user => !before.TryGetValue(user.Key, out var had) || had != user.Value).Select(user => $"{user.Key} gets {user.Value}")
            .Concat(before.Keys.Except(after.Keys).Select(user => $"{user} no longer assigned")).ToList();
        return changes.Count <= 3 ? changes : [.. changes.Take(2), $"and {changes.Count - 2} more assignments"];
    }

    private static Dictionary<string, string> Users(JsonElement assignments) => assignments.ValueKind == JsonValueKind.Object
        ? assignments.EnumerateObject().ToDictionary(user => user.Name, user => user.Value.ToString())
        : [];

    private static string Served(JsonElement serve) =>
        serve.ValueKind == JsonValueKind.Object && serve.Deserialize<Serve>(JsonSerializerOptions.Web) is { } read ? WhoGetsWhat.What(read) : "nothing";

    private static string Shared(JsonElement rollout) =>
        rollout.ValueKind == JsonValueKind.Array && rollout.Deserialize<WeightedVariant[]>(JsonSerializerOptions.Web) is { } shares ? WhoGetsWhat.What(Serve.Split(shares)) : "none";

    private static int Count(JsonElement list) => list.ValueKind == JsonValueKind.Array ? list.GetArrayLength() : 0;

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => "none",
        JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : "none",
        JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            value.GetArrayLength() == 0 ? "none" : string.Join(", ", value.EnumerateArray().Select(item => item.GetString())),
        _ => value.GetRawText(),
    };

    private static bool Enabled(JsonElement? after) =>
        after is { ValueKind: JsonValueKind.Object } settings && settings.TryGetProperty("enabled", out var enabled) && enabled.ValueKind == JsonValueKind.True;

    private static string Done(string done) => done switch
    {
        "CREATED" => "made",
        "EDITED" => "changed",
        _ => done.ToLowerInvariant(),
    };
}
