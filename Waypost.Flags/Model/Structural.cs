using System.Runtime.InteropServices;
using System.Text.Json;

namespace Waypost.Flags;

/// <summary>Equality by content for the collections and JSON values inside the model's records.</summary>
internal static class Structural
{
    internal static bool Same<T>(IReadOnlyList<T> a, IReadOnlyList<T> b)
    {
        if (ReferenceEquals(a, b))
        {
            return true;
        }
        if (a.Count != b.Count)
        {
            return false;
        }
        for (var i = 0; i < a.Count; i++)
        {
            if (!EqualityComparer<T>.Default.Equals(a[i], b[i]))
            {
                return false;
            }
        }

        return true;
    }

    internal static bool Same(IReadOnlyList<JsonElement> a, IReadOnlyList<JsonElement> b)
    {
        if (ReferenceEquals(a, b))
        {
            return true;
        }
        if (a.Count != b.Count)
        {
            return false;
        }
        for (var i = 0; i < a.Count; i++)
        {
            if (!Same(a[i], b[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Order counts: editors show variants in the order they were defined.</summary>
    internal static bool SameInOrder(IReadOnlyDictionary<string, JsonElement> a, IReadOnlyDictionary<string, JsonElement> b) =>
        ReferenceEquals(a, b)
        || (a.Count == b.Count && a.Zip(b).All(pair => pair.First.Key == pair.Second.Key && Same(pair.First.Value, pair.Second.Value)));

    internal static bool SameInAnyOrder(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b)
    {
        if (ReferenceEquals(a, b))
        {
            return true;
        }
        if (a.Count != b.Count)
        {
            return false;
        }
        foreach (var (key, value) in a)
        {
            if (!b.TryGetValue(key, out var other) || value != other)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>1 and 1.0 are the same; a value without content (<c>default</c>) is the same as another.</summary>
    internal static bool Same(JsonElement a, JsonElement b)
    {
        if (a.ValueKind == JsonValueKind.Undefined || b.ValueKind == JsonValueKind.Undefined)
        {
            return a.ValueKind == b.ValueKind;
        }
        try
        {
            return JsonElement.DeepEquals(a, b);
        }
        catch (Exception unreadable)
            when (unreadable is InvalidOperationException or ArgumentOutOfRangeException or InsufficientExecutionStackException)
        {
            // Halves of surrogate pairs, exponents of twenty digits, endless nesting: such values are the same if they are written the
            // same.
            return JsonMarshal.GetRawUtf8Value(a).SequenceEqual(JsonMarshal.GetRawUtf8Value(b));
        }
    }
}
