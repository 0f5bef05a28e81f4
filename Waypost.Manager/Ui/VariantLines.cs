using System.Globalization;
using System.Text.Json;
using Waypost.Flags;

namespace Waypost.Manager.Ui;

/// <summary>Reads variants typed one per line: <c>key = value</c>.</summary>
public static class VariantLines
{
    /// <param name="text">The lines.</param>
    /// <param name="type">string, number or json.</param>
    public static (IReadOnlyDictionary<string, JsonElement> Values, string? Fault) Read(string text, string type)
    {
        ArgumentNullException.ThrowIfNull(text);
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var equals))
            {
                return (values, $"The line “{line}” has no key. Write it as key = value, for example: short = {line}");
            }

            var (key, value) = (line[..equals].Trim(), line[(equals + 1)..].Trim());
            if (Value(value, type) is not { } element)
            {
                return (values, FaultMessages.WrongType(key, type == "number" ? FlagType.Number : FlagType.Json));
            }

            if (!values.TryAdd(key, element))
            {
                return (values, $"The variant “{key}” is listed twice. Give each line its own key.");
            }
        }

        return (values, null);
    }

    private static JsonElement? Value(string text, string type)
    {
        switch (type)
        {
            case "string":
                return JsonSerializer.SerializeToElement(text);
            case "number":
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                    ? JsonSerializer.SerializeToElement(number)
                    : null;
            default:
                try
                {
                    return JsonElement.Parse(text);
                }
                catch (JsonException)
                {
                    return null;
                }
        }
    }
}
