using System.Text.Json;

namespace Waypost.Flags;

/// <summary>Reads strings from JSON that may be invalid.</summary>
internal static class JsonText
{
    /// <summary>The string; null if the value is not a string, or contains an unpaired surrogate.</summary>
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
