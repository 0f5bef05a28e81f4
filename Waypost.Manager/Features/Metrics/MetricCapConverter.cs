using System.Text.Json;
using System.Text.Json.Serialization;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Metrics;

/// <summary>
/// Reads a cap: <c>500</c>, <c>"99 %"</c> or <c>{"percentile":0.99}</c>. Anything else becomes a cap that the validator refuses with
/// its own message.
/// </summary>
internal sealed class MetricCapConverter : JsonConverter<MetricCap>
{
    private static readonly MetricCap None = new();

    public override MetricCap Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        var cap = json.RootElement;
        return cap.ValueKind switch
        {
            JsonValueKind.Number => new() { Value = cap.GetDouble() },
            JsonValueKind.String
                when QuantileConverter.Text(cap) is { } text
                    && text.Contains('%', StringComparison.Ordinal)
                    && MetricForm.TryParseCap(text, out var read)
                    && read is not null => read,
            JsonValueKind.Object => new() { Value = Number(cap, "value"), Percentile = Number(cap, "percentile") },
            _ => None,
        };
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

    /// <summary>Null if it is missing; NaN if it is not a number.</summary>
    private static double? Number(JsonElement cap, string name) =>
        !cap.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Number ? value.GetDouble()
        : double.NaN;
}
