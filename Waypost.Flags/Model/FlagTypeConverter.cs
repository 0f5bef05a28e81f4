using System.Text.Json;
using System.Text.Json.Serialization;

namespace Waypost.Flags;

/// <summary>Writes flag types in lower case; reads anything it does not recognise as <see cref="FlagType.Unknown"/>.</summary>
public sealed class FlagTypeConverter : JsonConverter<FlagType>
{
    /// <summary>An explicit null reads as <see cref="FlagType.Unknown"/>.</summary>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override FlagType Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return FlagType.Unknown;
        }

        return reader.ValueTextEquals("boolean"u8) ? FlagType.Boolean
            : reader.ValueTextEquals("string"u8) ? FlagType.String
            : reader.ValueTextEquals("number"u8) ? FlagType.Number
            : reader.ValueTextEquals("json"u8) ? FlagType.Json
            : FlagType.Unknown;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, FlagType value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(
            value switch
            {
                FlagType.Boolean => "boolean"u8,
                FlagType.String => "string"u8,
                FlagType.Number => "number"u8,
                FlagType.Json => "json"u8,
                _ => "unknown"u8,
            }
        );
    }
}
