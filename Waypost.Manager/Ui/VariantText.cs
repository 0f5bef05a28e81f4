using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Waypost.Flags;

namespace Waypost.Manager.Ui;

/// <summary>A variant's value as people read it: a text as it is, anything else as JSON.</summary>
public static class VariantText
{
    private const int Longest = 60;

    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new(OneLine) { WriteIndented = true };

    /// <summary>All of it; JSON with line breaks.</summary>
    public static string Whole(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString() ?? "",
            JsonValueKind.Object or JsonValueKind.Array => JsonSerializer.Serialize(value, Indented),
            _ => value.GetRawText(),
        };

    /// <summary>One line, cut where it gets long.</summary>
    public static string Short(JsonElement value)
    {
        var line = Line(value);
        return line.Length == 0 ? "empty text"
            : Fits(line) ? line
            : new StringInfo(line).SubstringByTextElements(0, Longest - 1).TrimEnd() + "…";
    }

    /// <summary>Whether <see cref="Short"/> leaves something out.</summary>
    public static bool IsCut(JsonElement value) =>
        !Fits(Line(value)) || (value.ValueKind == JsonValueKind.String && Whole(value).Contains('\n', StringComparison.Ordinal));

    /// <summary>A variant as a choice: its key, and its value where the key does not say it already.</summary>
    public static string Choice(Flag flag, string variant)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return Of(flag, variant) is { } value ? $"{variant}: {value}" : variant;
    }

    /// <summary>The value in short; null for a boolean flag, whose keys say it.</summary>
    public static string? Of(Flag flag, string variant)
    {
        ArgumentNullException.ThrowIfNull(flag);
        return flag.Type != FlagType.Boolean && flag.Variants.TryGetValue(variant, out var value) ? Short(value) : null;
    }

    private static bool Fits(string line) => new StringInfo(line).LengthInTextElements <= Longest;

    private static string Line(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
            ? string.Join(' ', (value.GetString() ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            : JsonSerializer.Serialize(value, OneLine);
}
