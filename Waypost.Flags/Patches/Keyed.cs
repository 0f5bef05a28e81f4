namespace Waypost.Flags;

/// <summary>
/// Lists of keyed things, kept in ordinal order of their keys, which is the order snapshots and patches hold them in.
/// Whatever has no key (JSON may hold nulls) is left out.
/// </summary>
internal static class Keyed
{
    internal static (IReadOnlyList<T> Changed, IReadOnlyList<string> Removed) Difference<T>(
        IReadOnlyList<T> from,
        IReadOnlyList<T> to,
        Func<T, string?> key
    )
        where T : class
    {
        var before = ByKey(from, key);
        var changed = new List<T>();
        foreach (var item in to)
        {
            if (key(item) is { } name && (!before.Remove(name, out var old) || !item.Equals(old)))
            {
                changed.Add(item);
            }
        }

        return (Sorted(changed, key), Sorted([.. before.Keys], static removed => removed));
    }

    internal static IReadOnlyList<T> Replace<T>(
        IReadOnlyList<T> current,
        IReadOnlyList<T> changed,
        IReadOnlyList<string> removed,
        Func<T, string?> key
    )
        where T : class
    {
        if (changed.Count == 0 && removed.Count == 0)
        {
            return current;
        }

        var replaced = ByKey(changed, key);
        var gone = removed.ToHashSet(StringComparer.Ordinal);
        var result = new List<T>(current.Count + changed.Count);
        foreach (var item in current)
        {
            if (key(item) is not { } name)
            {
                continue;
            }
            // A key both changed and removed is there afterwards, as MergeRemoved has it.
            if (replaced.Remove(name, out var newer))
            {
                result.Add(newer);
            }
            else if (!gone.Contains(name))
            {
                result.Add(item);
            }
        }

        result.AddRange(replaced.Values);
        return Sorted(result, key);
    }

    internal static IReadOnlyList<string> MergeRemoved<T>(
        IReadOnlyList<string> first,
        IReadOnlyList<string> second,
        IReadOnlyList<T> changedLater,
        Func<T, string?> key
    )
    {
        var removed = first.Concat(second).ToHashSet(StringComparer.Ordinal);
        removed.ExceptWith(changedLater.Select(key).OfType<string>());
        return Sorted([.. removed], static name => name);
    }

    private static Dictionary<string, T> ByKey<T>(IReadOnlyList<T> items, Func<T, string?> key)
    {
        var byKey = new Dictionary<string, T>(items.Count, StringComparer.Ordinal);
        foreach (var item in items)
        {
            if (key(item) is { } name)
            {
                byKey[name] = item;
            }
        }

        return byKey;
    }

    private static List<T> Sorted<T>(List<T> items, Func<T, string?> key)
    {
        for (var i = 1; i < items.Count; i++)
        {
            if (string.CompareOrdinal(key(items[i - 1]), key(items[i])) <= 0)
            {
                continue;
            }
            items.Sort((a, b) => string.CompareOrdinal(key(a), key(b)));
            break;
        }

        return items;
    }
}
