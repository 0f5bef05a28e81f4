using System.Text.Json;

namespace Waypost.Flags;

/// <summary>Text out of JSON that may be broken.</summary>
internal static class JsonText
{
    /// <summary>The text; null if the value is no text, or text that cannot be (an escaped half of a surrogate pair).</summary>
    internal static string? Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.String)
        {
            return null;
        }
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
