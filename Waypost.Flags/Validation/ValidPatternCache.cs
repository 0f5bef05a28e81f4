using System.Collections.Concurrent;

namespace Waypost.Flags;

/// <summary>
/// Remembers valid regular expressions: parsing one takes a hundred times as long as the rest of a flag's validation, and every edit
/// validates all of an environment.
/// </summary>
internal static class ValidPatternCache
{
    private const int Capacity = 2_000;

    private static readonly ConcurrentDictionary<string, bool> Valid = new(StringComparer.Ordinal);

    /// <summary>Validates a pattern. Returns null if it is valid, otherwise the error.</summary>
    internal static string? Validate(string pattern)
    {
        if (Valid.ContainsKey(pattern))
        {
            return null;
        }
        if (!LinearRegex.TryCreate(pattern, out _, out var error))
        {
            return error;
        }

        // Clearing everything is simpler than evicting the oldest, and good enough at this size.
        if (Valid.Count >= Capacity)
        {
            Valid.Clear();
        }
        Valid.TryAdd(pattern, true);
        return null;
    }
}
