using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Waypost.Flags;

namespace Waypost.Manager.Ui;

/// <summary>A variant's value for display: a text as it is, anything else as JSON.</summary>
public static class VariantText
{
    private const int MaxLength = 60;

    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new(OneLine) { WriteIndented = true };

    /// <summary>The full value; JSON with line breaks.</summary>
    public static string Full(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString() ?? "",
            JsonValueKind.Object or JsonValueKind.Array => JsonSerializer.Serialize(value, Indented),
            _ => value.GetRawText(),
        };

    /// <summary>One line, cut if it is long.</summary>
    public static string Short(JsonElement value)
    {
        var line = Line(value);
        return line.Length == 0 ? "empty text"
            : Fits(line) ? line
            : new StringInfo(line).SubstringByTextElements(0, MaxLength - 1).TrimEnd() + "…";
    }

    /// <summary>Whether <see cref="Short"/> leaves something out.</summary>
    public static bool IsCut(JsonElement value) =>
        !Fits(Line(value)) || (value.ValueKind == JsonValueKind.String && Full(value).Contains('\n', StringComparison.Ordinal));

    /// <summary>A variant as an option of a select: its key, and its value unless the key says it already.</summary>
    public static string Option(Flag flag, string variant)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return ShortValue(flag, variant) is { } value ? $"{variant}: {value}" : variant;
    }

    /// <summary>The value in short; null for boolean flags, whose keys say it already.</summary>
    public static string? ShortValue(Flag flag, string variant)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return flag.Type != FlagType.Boolean && flag.Variants.TryGetValue(variant, out var value) ? Short(value) : null;
    }

    private static bool Fits(string line) => new StringInfo(line).LengthInTextElements <= MaxLength;

    private static string Line(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
            ? string.Join(' ', (value.GetString() ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            : JsonSerializer.Serialize(value, OneLine);
}
