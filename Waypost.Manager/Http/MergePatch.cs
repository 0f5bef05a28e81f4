using System.Text.Json;
using System.Text.Json.Nodes;

namespace Waypost.Manager.Http;

/// <summary>JSON merge patch, RFC 7396. Written here because ASP.NET Core has JSON patch (RFC 6902) only.</summary>
internal static class MergePatch
{
    /// <summary>The target with the patch applied; null in a patch removes.</summary>
    public static JsonNode? Apply(JsonNode? target, JsonElement patch)
    {
        if (patch.ValueKind != JsonValueKind.Object)
        {
            return JsonNode.Parse(patch.GetRawText());
        }

        var merged = target as JsonObject ?? [];
        foreach (var member in patch.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Null)
            {
                merged.Remove(member.Name);
            }
            else
            {
                var current = merged[member.Name];
                merged.Remove(member.Name);
                merged[member.Name] = Apply(current, member.Value);
            }
        }

        return merged;
    }
}
