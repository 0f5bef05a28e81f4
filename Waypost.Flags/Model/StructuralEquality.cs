using System.Runtime.InteropServices;
using System.Text.Json;

namespace Waypost.Flags;

/// <summary>Compares the collections and JSON values inside the model by content.</summary>
internal static class StructuralEquality
{
    internal static bool AreEqual<T>(IReadOnlyList<T> a, IReadOnlyList<T> b)
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

    internal static bool AreEqual(IReadOnlyList<JsonElement> a, IReadOnlyList<JsonElement> b)
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
            if (!AreEqual(a[i], b[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The order matters: editors show variants in the order they were defined.</summary>
    internal static bool AreEqualInOrder(IReadOnlyDictionary<string, JsonElement> a, IReadOnlyDictionary<string, JsonElement> b) =>
        ReferenceEquals(a, b)
        || (a.Count == b.Count && a.Zip(b).All(pair => pair.First.Key == pair.Second.Key && AreEqual(pair.First.Value, pair.Second.Value)));

    internal static bool AreEqualInAnyOrder(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b)
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

    /// <summary>1 equals 1.0; an undefined value (<c>default</c>) equals another undefined value.</summary>
    internal static bool AreEqual(JsonElement a, JsonElement b)
    {
        if (a.ValueKind == JsonValueKind.Undefined || b.ValueKind == JsonValueKind.Undefined)
        {
            return a.ValueKind == b.ValueKind;
        }
        try
        {
            return JsonElement.DeepEquals(a, b);
        }
        catch (Exception exception)
            when (exception is InvalidOperationException or ArgumentOutOfRangeException or InsufficientExecutionStackException)
        {
            // DeepEquals cannot read unpaired surrogates, exponents of twenty digits and extreme nesting: compare the JSON text.
            return JsonMarshal.GetRawUtf8Value(a).SequenceEqual(JsonMarshal.GetRawUtf8Value(b));
        }
    }
}
