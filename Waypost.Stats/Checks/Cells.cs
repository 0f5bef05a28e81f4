using System.Globalization;
using System.Text.Json;
using Waypost.Stats.AnalyticsDatabase;

namespace Waypost.Stats.Checks;

/// <summary>PostgreSQL's text of a value → JSON.</summary>
internal static class Cells
{
    private static readonly JsonElement nothing = JsonElement.Parse("null");

    public static JsonElement ToJson(string? text, string type)
    {
        if (text is null)
        {
            return nothing;
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

    // PostgreSQL writes numbers as JSON does; the length keeps a numeric of a thousand digits a string.
    private static bool IsJsonNumber(string text) =>
        text.Length <= 30 && text.All(c => char.IsAsciiDigit(c) || c is '-' or '+' or '.' or 'e');
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class CellJson : System.Text.Json.Serialization.JsonSerializerContext;
