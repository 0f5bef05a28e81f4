using System.Collections.Concurrent;

namespace Waypost.Flags;

/// <summary>
/// Remembers regular expressions that were in order: reading one costs a hundred times what the rest of a flag's check does,
/// and an environment's are read again on every edit.
/// </summary>
internal static class AcceptedPatterns
{
    private const int Capacity = 2_000;

    private static readonly ConcurrentDictionary<string, bool> Accepted = new(StringComparer.Ordinal);

    /// <summary>Null if the pattern is in order, else what is wrong with it.</summary>
    internal static string? WhatIsWrong(string pattern)
    {
        if (Accepted.ContainsKey(pattern))
        {
            return null;
        }
        if (!LinearRegex.TryCreate(pattern, out _, out var whyNot))
        {
            return whyNot;
        }

        // Starting over now and then is simpler than forgetting the oldest, and as good at this size.
        if (Accepted.Count >= Capacity)
        {
            Accepted.Clear();
        }
        Accepted.TryAdd(pattern, true);
        return null;
    }
}
