using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Waypost.Manager.Http;

/// <summary>JSON as the API reads and writes it, and what to say when it cannot be read.</summary>
internal static partial class JsonBody
{
    public static readonly JsonSerializerOptions Options = Configure(new());

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = true;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.MaxDepth = 32;
        options.AllowDuplicateProperties = false;
        return options;
    }

    /// <summary>False with a refusal that names the field.</summary>
    public static bool TryRead<T>(JsonNode? node, [NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Refusal? refusal)
        where T : class
    {
        (value, refusal) = (null, null);
        try
        {
            value = node.Deserialize<T>(Options);
            refusal = value is null ? Refusal.Invalid.Field("", "The body must be a JSON object.") : null;
        }
        catch (JsonException e)
        {
            refusal = Unreadable(e);
        }

        return value is not null;
    }

    /// <summary>Names the field, and says what is wrong without .NET's type names.</summary>
    public static Refusal Unreadable(JsonException e)
    {
        var field = (e.Path ?? "").TrimStart('$').TrimStart('.');
        var missing = Missing().Match(e.Message);
        return missing.Success
            ? Refusal.Invalid.Field(field.Length == 0 ? missing.Groups[1].Value : $"{field}.{missing.Groups[1].Value}", $"'{missing.Groups[1].Value}' is missing.")
            : e.Message.Contains("depth", StringComparison.Ordinal) ? Refusal.Invalid.Field(field, $"The JSON is nested deeper than {Options.MaxDepth} levels.")
            : e.Message.Contains("duplicate", StringComparison.OrdinalIgnoreCase) ? Refusal.Invalid.Field(field, "A property stands twice in the JSON.")
            : Refusal.Invalid.Field(field, field.Length == 0 ? "The body is not the JSON that is expected here." : $"'{field}' has a value of the wrong type.");
    }

    [GeneratedRegex("missing required properties including: '([^']+)'")]
    private static partial Regex Missing();
}
