using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui;

/// <summary>How the audit log names the fields that changed, and writes their values.</summary>
internal static class AuditFields
{
    private const int MaxLength = 80;
    private static readonly HashSet<string> InternalFields = ["id", "revision", "salt", "epoch"];
    private static readonly HashSet<string> PercentFields = ["capPercentile", "quantile"];

    private static readonly Dictionary<string, string> Names = new()
    {
        ["startedAt"] = "started",
        ["sinceAt"] = "since",
        ["stoppedAt"] = "stopped",
        ["expiresAt"] = "expires",
        ["offVariant"] = "off variant",
        ["cupedDays"] = "CUPED days",
        ["capValue"] = "cap",
        ["capPercentile"] = "cap",
        ["denominatorQuery"] = "denominator query",
        ["username"] = "user name",
        ["sslMode"] = "encryption",
    };
    public const string Nothing = "none";

    /// <summary>Fields that only programs use.</summary>
    public static bool IsInternal(string field) => InternalFields.Contains(field);

    /// <summary>"plannedDays" → "planned days".</summary>
    public static string Name(string field) =>
        Names.TryGetValue(field, out var name)
            ? name
            : string.Concat(field.Select(letter => char.IsAsciiLetterUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{letter}"));

    /// <summary>"planned days: 14 → 28". A new value needs no arrow; of a long one it only says that it changed.</summary>
    public static string Change(string field, JsonElement old, JsonElement now)
    {
        var (before, after) = (Text(field, old), Text(field, now));
        return IsLong(before) || IsLong(after) ? $"{Name(field)} {(before == Nothing ? "added" : after == Nothing ? "removed" : "changed")}"
            : before == Nothing ? $"{Name(field)}: {after}"
            : $"{Name(field)}: {before} → {after}";
    }

    /// <summary>The record without the fields that only programs use.</summary>
    public static JsonElement? Shown(JsonElement? record)
    {
        if (record is not { ValueKind: JsonValueKind.Object } json)
        {
            return record;
        }

        var shown = JsonObject.Create(json)!;
        foreach (var field in InternalFields)
        {
            shown.Remove(field);
        }

        return JsonSerializer.SerializeToElement(shown);
    }

    private static string Text(string field, JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Undefined or JsonValueKind.Null => Nothing,
            JsonValueKind.True => "yes",
            JsonValueKind.False => "no",
            JsonValueKind.Number when PercentFields.Contains(field) => PercentText(value.GetDouble()),
            JsonValueKind.Number when value.TryGetInt64(out var whole) => whole.ToString("N0", CultureInfo.InvariantCulture),
            JsonValueKind.String => value.GetString() is { Length: > 0 } text ? TimeValue(field, text) ?? text : Nothing,
            JsonValueKind.Object when field is "window" or "defaultWindow" => value
                .Deserialize<MetricWindow>(JsonSerializerOptions.Web)!
                .Describe(),
            JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) => value.GetArrayLength()
            == 0
                ? Nothing
                : string.Join(", ", value.EnumerateArray().Select(item => item.GetString())),
            _ => value.GetRawText(),
        };

    private static string PercentText(double share) => (share * 100).ToString("0.####", CultureInfo.InvariantCulture) + "\u00a0%";

    private static string? TimeValue(string field, string text) =>
        field.EndsWith("At", StringComparison.Ordinal)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at.ToUniversalTime().ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture)
            : null;

    private static bool IsLong(string text) => text.Length > MaxLength || text.Contains('\n', StringComparison.Ordinal);
}
