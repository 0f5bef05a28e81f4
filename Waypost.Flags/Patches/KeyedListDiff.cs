namespace Waypost.Flags;

/// <summary>
/// Differences between lists of items with keys. Results are in ordinal order of the keys, as in snapshots and patches.
/// Items without a key (JSON may contain nulls) are dropped.
/// </summary>
internal static class KeyedListDiff
{
    internal static (IReadOnlyList<T> Changed, IReadOnlyList<string> Removed) Between<T>(
        IReadOnlyList<T> from,
        IReadOnlyList<T> to,
        Func<T, string?> key
    )
        where T : class
    {
        var before = ToDictionary(from, key);
        var changed = new List<T>();
        foreach (var item in to)
        {
            if (key(item) is { } name && (!before.Remove(name, out var old) || !item.Equals(old)))
            {
                changed.Add(item);
            }
        }

        return (Sort(changed, key), Sort([.. before.Keys], static removed => removed));
    }

    internal static IReadOnlyList<T> Apply<T>(
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

        var replacements = ToDictionary(changed, key);
        var removedKeys = removed.ToHashSet(StringComparer.Ordinal);
        var result = new List<T>(current.Count + changed.Count);
        foreach (var item in current)
        {
            if (key(item) is not { } name)
            {
                continue;
            }
            // A key that is both changed and removed stays, as in MergeRemovedKeys.
            if (replacements.Remove(name, out var newer))
            {
                result.Add(newer);
            }
            else if (!removedKeys.Contains(name))
            {
                result.Add(item);
            }
        }

        result.AddRange(replacements.Values);
        return Sort(result, key);
    }

    internal static IReadOnlyList<string> MergeRemovedKeys<T>(
        IReadOnlyList<string> first,
        IReadOnlyList<string> second,
        IReadOnlyList<T> changedLater,
        Func<T, string?> key
    )
    {
        var removed = first.Concat(second).ToHashSet(StringComparer.Ordinal);
        removed.ExceptWith(changedLater.Select(key).OfType<string>());
        return Sort([.. removed], static name => name);
    }

    private static Dictionary<string, T> ToDictionary<T>(IReadOnlyList<T> items, Func<T, string?> key)
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

    private static List<T> Sort<T>(List<T> items, Func<T, string?> key)
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
