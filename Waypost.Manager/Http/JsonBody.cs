using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Waypost.Manager.Core;

namespace Waypost.Manager.Http;

/// <summary>The API's JSON settings, and messages for unreadable JSON.</summary>
internal static partial class JsonBody
{
    public static readonly JsonSerializerOptions Options = Configure(new());

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = true;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.MaxDepth = 32;
        options.AllowDuplicateProperties = false;
        options.Converters.Add(new JsonText.OfStrings());
        options.Converters.Add(new JsonText.OfElements());
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

    /// <summary>Names the field and explains the error without .NET type names.</summary>
    public static Refusal Unreadable(JsonException e)
    {
        var field = (e.Path ?? "").TrimStart('$').TrimStart('.');
        if (Missing().Match(e.Message) is { Success: true } missing)
        {
            var name = missing.Groups[1].Value;
            return Refusal.Invalid.Field(field.Length == 0 ? name : $"{field}.{name}", $"'{name}' is missing.");
        }

        return Refusal.Invalid.Field(
            field,
            e switch
            {
                _ when e.Message.Contains("maximum configured depth", StringComparison.Ordinal) =>
                    $"The JSON is nested deeper than {Options.MaxDepth} levels.",
                _ when e.Message.Contains("duplicate", StringComparison.OrdinalIgnoreCase) => "A property appears twice in the JSON.",
                _ when e.Message.StartsWith(JsonText.InvalidMessage, StringComparison.Ordinal) => JsonText.InvalidMessage,
                // From the reader itself: the text is not JSON, or is incomplete.
                { InnerException: JsonException } =>
                    $"The body is not valid JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.",
                _ when field.Length == 0 => "The body does not have the expected JSON structure; see /openapi/v1.json.",
                _ => $"'{field}' has a value of the wrong type.",
            }
        );
    }

    [GeneratedRegex("missing required properties including: '([^']+)'")]
    private static partial Regex Missing();
}
