using System.Globalization;

namespace Waypost.Flags;

/// <summary>Collects the faults of one validation, so that all are reported at once.</summary>
internal sealed class FaultCollector
{
    private readonly List<SnapshotFault> faults = [];

    internal IReadOnlyList<SnapshotFault> All => faults;

    internal void Add(string path, string code, string message) => faults.Add(new(path, code, message));

    internal void CheckCount(string path, string what, int count, int limit)
    {
        if (count > limit)
        {
            Add(
                path,
                FaultCodes.TooMany,
                string.Create(CultureInfo.InvariantCulture, $"Too many {what}: {count:N0}. At most {limit:N0} are allowed.")
            );
        }
    }

    /// <summary>Reports a name or an id that is empty or too long.</summary>
    internal void CheckName(string path, string what, string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            Add(path, FaultCodes.Missing, $"Enter {what}.");
        }
        else
        {
            CheckLength(path, name.Length, SnapshotLimits.NameLength);
        }
    }

    internal void CheckLength(string path, int length, int limit, string unit = "characters")
    {
        if (length > limit)
        {
            Add(path, FaultCodes.TooLong, FaultMessages.TooLong(length, limit, unit));
        }
    }

    internal void CheckKey(string path, string what, string? key)
    {
        if (!Keys.IsValid(key))
        {
            Add(
                path,
                FaultCodes.InvalidKey,
                $"{what} must have 1 to {Keys.MaxLength} letters, digits, dots, hyphens or underscores, and start with a letter or digit."
            );
        }
    }

    /// <summary>Reports every key that equals an earlier one, ignoring case.</summary>
    internal void CheckUniqueKeys(string path, string suffix, string what, IEnumerable<string?> keys)
    {
        foreach (var (position, key) in FindDuplicates(keys, StringComparer.OrdinalIgnoreCase))
        {
            Add(
                $"{path}/{position}{suffix}",
                FaultCodes.Duplicate,
                $"There is already a {what} '{Shorten(key)}' (upper and lower case are the same). Choose another key."
            );
        }
    }

    /// <summary>Reports every id that equals an earlier one.</summary>
    internal void CheckUniqueIds(string path, string what, IEnumerable<string?> ids)
    {
        foreach (var (position, id) in FindDuplicates(ids, StringComparer.Ordinal))
        {
            Add($"{path}/{position}/id", FaultCodes.Duplicate, $"There is already a {what} '{Shorten(id)}'. Choose another id.");
        }
    }

    private static IEnumerable<(int Position, string Text)> FindDuplicates(IEnumerable<string?> texts, StringComparer comparer)
    {
        var seen = new HashSet<string>(comparer);
        var position = 0;
        foreach (var text in texts)
        {
            if (text is not null && !seen.Add(text))
            {
                yield return (position, text);
            }
            position++;
        }
    }

    /// <summary>Names an item in a path: by its key if that is valid, otherwise by its position.</summary>
    internal static string PathSegment(string? key, int position) =>
        Keys.IsValid(key) ? key! : position.ToString(CultureInfo.InvariantCulture);

    /// <summary>Escapes a user id for a path.</summary>
    internal static string EscapePath(string text) =>
        text.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>Shortens untrusted text for a message and keeps it on one line.</summary>
    internal static string Shorten(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }
        var shortened = text.Length > 60 ? string.Concat(text.AsSpan(0, 60), "…") : text;
        return string.Concat(shortened.Select(c => char.IsControl(c) ? '�' : c));
    }
}
