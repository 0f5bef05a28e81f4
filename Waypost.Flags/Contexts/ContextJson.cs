using System.Text.Json;

namespace Waypost.Flags;

/// <summary>Reads contexts that came as JSON from a stranger.</summary>
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
            if (NameOf(property) is not { } name)
            {
                continue;
            }
            if (name == EvaluationContext.TargetingKeyName)
            {
                targetingKey = JsonText.Read(property.Value);
            }
            else if (Value(property.Value) is { Kind: not ContextValueKind.None } value)
            {
                attributes.Add(new(name, value));
            }
        }

        return attributes.Count == 0 ? EvaluationContext.For(targetingKey) : EvaluationContext.For(targetingKey, [.. attributes]);
    }

    private static ContextValue Value(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.Array => Elements(json),
            _ => Scalar(json),
        };

    private static ContextValue Scalar(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.String => JsonText.Read(json),
            JsonValueKind.Number => json.TryGetDouble(out var number) ? number : default(ContextValue),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => default,
        };

    private static ContextValue Elements(JsonElement json)
    {
        var elements = new ContextValue[json.GetArrayLength()];
        var i = 0;
        foreach (var element in json.EnumerateArray())
        {
            elements[i++] = Scalar(element);
        }
        return elements;
    }

    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair: no name anybody could have asked for.
            return null;
        }
    }
}
