using System.Globalization;
using System.Text;

namespace Waypost.Manager.Features.Experiments.Receipts;

/// <summary>The language of a receipt's script, and how values are written in it.</summary>
internal sealed record ScriptLanguage
{
    public static readonly ScriptLanguage R = new()
    {
        File = "receipt.R",
        ListStart = "c(",
        NestedListStart = "list(",
        ListEnd = ")",
        Missing = "NULL",
        Closing = "cat(sprintf(\"%d p-values, %d of them differ\\n\", checks, failures))\nquit(status = if (failures > 0) 1 else 0)\n",
    };

    public static readonly ScriptLanguage Python = new()
    {
        File = "receipt.py",
        ListStart = "[",
        NestedListStart = "[",
        ListEnd = "]",
        Missing = "None",
        Closing = "print(f\"{checks} p-values, {failures} of them differ\")\nsys.exit(1 if failures else 0)\n",
    };

    public static readonly IReadOnlyList<ScriptLanguage> All = [R, Python];

    /// <summary>Name of the file, and of the embedded one with the functions.</summary>
    public required string File { get; init; }

    public required string ListStart { get; init; }

    public required string NestedListStart { get; init; }

    public required string ListEnd { get; init; }

    public required string Missing { get; init; }

    /// <summary>The script's last lines.</summary>
    public required string Closing { get; init; }

    public string Write(object? value) =>
        value switch
        {
            null => Missing,
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            int or long => Convert.ToString(value, CultureInfo.InvariantCulture)!,
            Call call => $"{call.Function}({Join(call.Arguments)})",
            IReadOnlyList<double> list => $"{ListStart}{Join([.. list.Select(number => (object?)number)])}{ListEnd}",
            IReadOnlyList<IReadOnlyList<double>> lists => $"{NestedListStart}{Join([.. lists])}{ListEnd}",
            _ => throw new ArgumentException($"A script cannot have a {value.GetType()}.", nameof(value)),
        };

    /// <summary>A string, of printable ASCII only: names are the customer's, and must never become code.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune switch
            {
                _ when Rune.IsControl(rune) => quoted.Append(' '),
                { Value: '"' or '\\' } => quoted.Append('\\').Append((char)rune.Value),
                { IsAscii: true } => quoted.Append((char)rune.Value),
                _ => quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}"),
            };
        }

        return quoted.Append('"').ToString();
    }

    private string Join(IReadOnlyList<object?> values) => string.Join(", ", values.Select(Write));
}
