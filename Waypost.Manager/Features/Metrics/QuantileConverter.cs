using System.Text.Json;
using System.Text.Json.Serialization;

namespace Waypost.Manager.Features.Metrics;

/// <summary>
/// Reads a quantile: <c>0.9</c> or <c>"90 %"</c>. Anything else becomes NaN, which the validator refuses with its own message.
/// </summary>
internal sealed class QuantileConverter : JsonConverter<double?>
{
    public override bool HandleNull => true;

    public override double? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        var quantile = json.RootElement;
        return quantile.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.Number => quantile.GetDouble(),
            JsonValueKind.String
                when Text(quantile) is { } text
                    && text.Contains('%', StringComparison.Ordinal)
                    && MetricForm.TryParseQuantile(text, out var read) => read,
            _ => double.NaN,
        };
    }

    public override void Write(Utf8JsonWriter writer, double? value, JsonSerializerOptions options)
    {
        if (value is { } number)
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    /// <summary>Null for invalid Unicode.</summary>
    internal static string? Text(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
