using System.Text.Json;

namespace Waypost.Flags;

/// <summary>Reads contexts from untrusted JSON.</summary>
internal static class ContextJson
{
    internal static EvaluationContext Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return EvaluationContext.Anonymous;
        }

        string? targetingKey = null;
        var attributes = new List<ContextAttribute>();
        foreach (var property in json.EnumerateObject())
        {
            if (ReadName(property) is not { } name)
            {
                continue;
            }
            if (name == EvaluationContext.TargetingKeyName)
            {
                targetingKey = JsonText.Read(property.Value);
            }
            else if (ReadValue(property.Value) is { Kind: not ContextValueKind.None } value)
            {
                attributes.Add(new(name, value));
            }
        }

        return attributes.Count == 0 ? EvaluationContext.For(targetingKey) : EvaluationContext.For(targetingKey, [.. attributes]);
    }

    private static ContextValue ReadValue(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.Array => ReadList(json),
            _ => ReadScalar(json),
        };

    private static ContextValue ReadScalar(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.String => JsonText.Read(json),
            JsonValueKind.Number => json.TryGetDouble(out var number) ? number : default(ContextValue),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => default,
        };

    private static ContextValue ReadList(JsonElement json)
    {
        var elements = new ContextValue[json.GetArrayLength()];
        var i = 0;
        foreach (var element in json.EnumerateArray())
        {
            elements[i++] = ReadScalar(element);
        }
        return elements;
    }

    private static string? ReadName(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            // The name contains an unpaired surrogate, which no clause can refer to.
            return null;
        }
    }
}
