using System.Text.Json;
using System.Text.Json.Serialization;
using Waypost.Flags;

namespace Waypost.Sdk;

/// <summary>What a test said of one flag.</summary>
internal sealed class TestFlag(FlagType type)
{
    internal FlagType Type => type;

    internal JsonElement? Everybody { get; set; }

    internal Dictionary<string, JsonElement> ByUser { get; } = new(StringComparer.Ordinal);

    internal long? Experiment { get; set; }

    internal Flag Build(string key)
    {
        var variants = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (type == FlagType.Boolean)
        {
            variants.Add("on", Json(true));
            variants.Add("off", Json(false));
        }

        var everybody = Everybody is { } value ? Variant(value) : null;
        return new()
        {
            Key = key,
            Type = type,
            Enabled = true,
            Salt = key,
            Assignments = ByUser.ToDictionary(static user => user.Key, user => Variant(user.Value), StringComparer.Ordinal),
            Variants = variants,
            OffVariant = "off",
            // Neither a variant nor a rollout serves nothing: the caller's default.
            Fallthrough =
                everybody is not null && Experiment is not null
                    ? new() { Rollout = [new(everybody, WeightedVariant.Total)] }
                    : new() { Variant = everybody },
            Experiment = Experiment is { } id ? new(id, "off") : null,
        };

        string Variant(JsonElement value)
        {
            if (type == FlagType.Boolean)
            {
                return value.ValueKind == JsonValueKind.True ? "on" : "off";
            }

            var name = value.GetRawText();
            variants.TryAdd(name, value);
            return name;
        }
    }

    internal static JsonElement Json(bool value) => JsonSerializer.SerializeToElement(value, TestJson.Default.Boolean);

    internal static JsonElement Json(string value) => JsonSerializer.SerializeToElement(value, TestJson.Default.String);

    internal static JsonElement Json(double value) => JsonSerializer.SerializeToElement(value, TestJson.Default.Double);
}

[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(double))]
internal sealed partial class TestJson : JsonSerializerContext;
