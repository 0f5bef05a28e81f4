using System.Globalization;
using System.Text;

namespace Waypost.Manager.Ui.Results;

/// <summary>Writes CSV (RFC 4180), with numbers in full precision.</summary>
internal static class Csv
{
    public static void AppendLine(StringBuilder csv, params IEnumerable<string> cells) =>
        csv.AppendJoin(',', cells.Select(Escape)).Append("\r\n");

    public static string Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    public static string Text(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>
    /// Quotes the cell where needed, and prefixes text that a spreadsheet would run as a formula with an apostrophe (OWASP: CSV
    /// injection).
    /// </summary>
    public static string Escape(string text)
    {
        var safe = text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] && !IsNumber(text) ? "'" + text : text;
        return safe.AsSpan().ContainsAny(",\"\r\n;") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
