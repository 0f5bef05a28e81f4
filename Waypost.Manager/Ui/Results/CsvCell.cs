using System.Globalization;

namespace Waypost.Manager.Ui.Results;

/// <summary>A cell of a CSV file (RFC 4180).</summary>
internal static class CsvCell
{
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
