using System.Text.Json;
using Waypost.Flags;

namespace Waypost.Manager.Ui;

/// <summary>An entry of the audit log in words: "switched on", and what changed from what to what.</summary>
public static class AuditText
{
    /// <summary>What was done, to be followed by the name of what was changed.</summary>
    public static string Action(string type, JsonElement? after)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type switch
        {
            "FLAG_TOGGLED" => Enabled(after) ? "switched on" : "switched off",
            "KEY_REVOKED" => "revoked the SDK key",
            "KEY_ROTATED" => "rotated the SDK key",
            "KEY_CREATED" => "created the SDK key",
            "EXPERIMENT_PAUSED_BY_GUARDRAIL" => "paused, because a guardrail got worse, an experiment on",
            "EXPERIMENT_PROBLEM_FOUND" => "found a problem with an experiment on",
            "EXPERIMENT_PROBLEM_OVER" => "no longer finds a problem with an experiment on",
            "EXPERIMENT_START_UNDONE" => "undid the start of an experiment on",
            "EXPERIMENT_SHIPPED" => "shipped the winner of an experiment on",
            "REPORT_SHARED" => "created a link to the report of an experiment on",
            "REPORT_UNSHARED" => "deleted a link to the report of an experiment on",
            _ when type.LastIndexOf('_') is var end and > 0 => Verb(type[(end + 1)..])
                + type[..end] switch
                {
                    "FLAG" => "",
                    // The name that follows is that of the flag.
                    "EXPERIMENT" => " an experiment on",
                    "EVENTS_DATABASE" => " the analytics database",
                    var other => $" the {other.Replace('_', ' ').ToLowerInvariant()}",
                },
            _ => type,
        };
    }

    /// <summary>The type as an option of the filter: FLAG_TOGGLED → "Flag switched on or off".</summary>
    public static string Name(string type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var words = type.Replace('_', ' ')
            .ToLowerInvariant()
            .Replace("key ", "SDK key ", StringComparison.Ordinal)
            .Replace("events database", "analytics database", StringComparison.Ordinal)
            .Replace(" toggled", " switched on or off", StringComparison.Ordinal)
            .Replace(" edited", " changed", StringComparison.Ordinal);
        return char.ToUpperInvariant(words[0]) + words[1..];
    }

    /// <summary>One short line per change.</summary>
    public static IReadOnlyList<string> Changes(JsonElement? before, JsonElement? after)
    {
        if (before is not { ValueKind: JsonValueKind.Object } old || after is not { ValueKind: JsonValueKind.Object } current)
        {
            return [];
        }

        var lines = new List<string>();
        foreach (
            var field in current
                .EnumerateObject()
                .Select(property => property.Name)
                .Union(old.EnumerateObject().Select(property => property.Name))
        )
        {
            // A field that is missing on one side has no value there.
            var (oldValue, value) = (Field(old, field), Field(current, field));
            if (!AuditFields.IsInternal(field) && !AreEqual(oldValue, value))
            {
                lines.AddRange(Change(field, oldValue, value));
            }
        }

        return lines;
    }

    private static JsonElement Field(JsonElement record, string field) =>
        record.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : default;

    private static bool AreEqual(JsonElement old, JsonElement now) =>
        old.ValueKind == JsonValueKind.Undefined || now.ValueKind == JsonValueKind.Undefined
            ? old.ValueKind == now.ValueKind
            : JsonElement.DeepEquals(old, now);

    private static List<string> Change(string name, JsonElement old, JsonElement now) =>
        name switch
        {
            "enabled" => [now.ValueKind == JsonValueKind.True ? "off → on" : "on → off"],
            "fallthrough" => [$"{ServedText(old)} → {ServedText(now)}"],
            "rollout" => [$"rollout: {RolloutText(old)} → {RolloutText(now)}"],
            "assignments" => Assignments(old, now),
            "rules" => [Count(old) == Count(now) ? "rules changed" : $"{Plural.Of(Count(old), "rule", "rules")} → {Count(now)}"],
            "variants" => Variants(old, now),
            "experiment" =>
            [
                now.ValueKind == JsonValueKind.Undefined ? "experiment ended"
                : now.TryGetProperty("id", out var id) && old.ValueKind == JsonValueKind.Undefined ? $"experiment {id.GetRawText()} started"
                : "experiment changed",
            ],
            "description" => ["description changed"],
            // A sentence about what was found, which may be long.
            "message" => [now.ToString()],
            _ => [AuditFields.Change(name, old, now)],
        };

    private static List<string> Assignments(JsonElement old, JsonElement now)
    {
        var (before, after) = (Users(old), Users(now));
        var changes = after
            .Where(user => !before.TryGetValue(user.Key, out var had) || had != user.Value)
            .Select(user => $"{user.Key} gets {user.Value}")
            .Concat(before.Keys.Except(after.Keys).Select(user => $"{user} no longer assigned"))
            .ToList();
        return changes.Count <= 3 ? changes : [.. changes.Take(2), $"and {changes.Count - 2} more assignments"];
    }

    private static List<string> Variants(JsonElement old, JsonElement now)
    {
        var (before, after) = (Values(old), Values(now));
        return
        [
            .. after
                .Where(variant => before.TryGetValue(variant.Key, out var had) && had != variant.Value)
                .Select(variant => $"{variant.Key}: {before[variant.Key]} → {variant.Value}"),
            .. after.Where(variant => !before.ContainsKey(variant.Key)).Select(variant => $"variant {variant.Key} added: {variant.Value}"),
            .. before.Keys.Except(after.Keys).Select(variant => $"variant {variant} removed"),
        ];
    }

    private static Dictionary<string, string> Values(JsonElement variants) =>
        variants.ValueKind == JsonValueKind.Object
            ? variants.EnumerateObject().ToDictionary(variant => variant.Name, variant => VariantText.Short(variant.Value))
            : [];

    private static Dictionary<string, string> Users(JsonElement assignments) =>
        assignments.ValueKind == JsonValueKind.Object
            ? assignments.EnumerateObject().ToDictionary(user => user.Name, user => user.Value.ToString())
            : [];

    private static string ServedText(JsonElement serve) =>
        serve.ValueKind == JsonValueKind.Object && serve.Deserialize<Serve>(JsonSerializerOptions.Web) is { } read
            ? TargetingSummary.Describe(read)
            : "nothing";

    private static string RolloutText(JsonElement rollout) =>
        rollout.ValueKind == JsonValueKind.Array && rollout.Deserialize<WeightedVariant[]>(JsonSerializerOptions.Web) is { } shares
            ? TargetingSummary.Describe(Serve.Split(shares))
            : "none";

    private static int Count(JsonElement list) => list.ValueKind == JsonValueKind.Array ? list.GetArrayLength() : 0;

    private static bool Enabled(JsonElement? after) =>
        after is { ValueKind: JsonValueKind.Object } settings
        && settings.TryGetProperty("enabled", out var enabled)
        && enabled.ValueKind == JsonValueKind.True;

    private static string Verb(string done) =>
        done switch
        {
            "CREATED" => "created",
            "EDITED" => "changed",
            _ => done.ToLowerInvariant(),
        };
}
