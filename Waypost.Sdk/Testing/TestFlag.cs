using System.Text.Json;
using System.Text.Json.Serialization;
using Waypost.Flags;

namespace Waypost.Sdk;

/// <summary>One flag as a test configured it.</summary>
internal sealed class TestFlag(FlagType type)
{
    internal FlagType Type => type;

    internal JsonElement? DefaultValue { get; set; }

    internal Dictionary<string, JsonElement> ValuesByUser { get; } = new(StringComparer.Ordinal);

    internal long? ExperimentId { get; set; }

    internal Flag Build(string key)
    {
        var variants = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (type == FlagType.Boolean)
        {
            variants.Add("on", Json(true));
            variants.Add("off", Json(false));
        }

        var defaultVariant = DefaultValue is { } value ? AddVariant(value) : null;
        return new()
        {
            Key = key,
            Type = type,
            Enabled = true,
            Salt = key,
            Assignments = ValuesByUser.ToDictionary(static user => user.Key, user => AddVariant(user.Value), StringComparer.Ordinal),
            Variants = variants,
            OffVariant = "off",
            // With neither a variant nor a rollout, evaluations return the caller's default.
            Fallthrough =
                defaultVariant is not null && ExperimentId is not null
                    ? new() { Rollout = [new(defaultVariant, WeightedVariant.Total)] }
                    : new() { Variant = defaultVariant },
            Experiment = ExperimentId is { } id ? new(id, "off") : null,
        };

        string AddVariant(JsonElement value)
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
