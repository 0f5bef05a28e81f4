using System.Globalization;
using System.Text.Json;

namespace Waypost.Manager.Ui;

/// <summary>Reads variants as people type them: one a line, <c>key = value</c>.</summary>
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
                return (values, $"“{line}” has no “=”: write key = value.");
            }

            var (key, value) = (line[..equals].Trim(), line[(equals + 1)..].Trim());
            if (Value(value, type) is not { } element)
            {
                return (values, type == "number" ? $"“{value}” is not a number." : $"“{value}” is not JSON.");
            }

            if (!values.TryAdd(key, element))
            {
                return (values, $"“{key}” is there twice.");
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
