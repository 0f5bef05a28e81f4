using System.Text.Json;
using System.Text.Json.Serialization;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Metrics;

/// <summary>A cap as people write it: <c>500</c>, or <c>{"percentile":0.99}</c>.</summary>
internal sealed class CapJson : JsonConverter<MetricCap>
{
    public override MetricCap Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            return new() { Value = reader.GetDouble() };
        }

        using var cap = JsonDocument.ParseValue(ref reader);
        if (cap.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException();
        }

        return new() { Value = Number(cap.RootElement, "value"), Percentile = Number(cap.RootElement, "percentile") };
    }

    public override void Write(Utf8JsonWriter writer, MetricCap value, JsonSerializerOptions options)
    {
        if (value.Value is { } number)
        {
            writer.WriteNumberValue(number);
            return;
        }

        writer.WriteStartObject();
        writer.WriteNumber("percentile", value.Percentile ?? 0);
        writer.WriteEndObject();
    }

    private static double? Number(JsonElement cap, string name) =>
        !cap.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Number ? value.GetDouble()
        : throw new JsonException();
}
