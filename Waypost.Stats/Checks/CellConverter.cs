using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Waypost.Stats.AnalyticsDatabase;

namespace Waypost.Stats.Checks;

/// <summary>Converts PostgreSQL's text of a value to JSON, for the preview.</summary>
internal static class CellConverter
{
    private static readonly JsonElement nullElement = JsonElement.Parse("null");

    public static JsonElement ToJson(string? text, string type)
    {
        if (text is null)
        {
            return nullElement;
        }
        if (type == ColumnTypes.Boolean)
        {
            return JsonElement.Parse(text is "true" ? "true" : "false");
        }
        return
            ColumnTypes.IsNumber(type)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
            && IsJsonNumber(text)
            ? JsonElement.Parse(text)
            : JsonElement.Parse(JsonSerializer.Serialize(text, CellJson.Default.String));
    }

    // PostgreSQL formats numbers as JSON does. A numeric of a thousand digits stays a string.
    private static bool IsJsonNumber(string text) =>
        text.Length <= 30 && text.All(c => char.IsAsciiDigit(c) || c is '-' or '+' or '.' or 'e');
}

[JsonSerializable(typeof(string))]
internal sealed partial class CellJson : JsonSerializerContext;
