using System.Globalization;

namespace Waypost.Flags;

/// <summary>Collects faults, so that all are reported at once.</summary>
internal sealed class FaultList
{
    private readonly List<SnapshotFault> faults = [];

    internal IReadOnlyList<SnapshotFault> All => faults;

    internal void Add(string path, string code, string message) => faults.Add(new(path, code, message));

    internal void Limit(string path, string what, int count, int limit)
    {
        if (count > limit)
        {
            Add(
                path,
                FaultCodes.TooMany,
                string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}; remove some, {limit:N0} are allowed.")
            );
        }
    }

    /// <summary>Names, ids and user ids: some text, not too long.</summary>
    internal void Name(string path, string what, string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            Add(path, FaultCodes.Missing, $"Give {what}.");
        }
        else
        {
            Length(path, name.Length, SnapshotLimits.NameLength);
        }
    }

    internal void Length(string path, int length, int limit)
    {
        if (length > limit)
        {
            Add(path, FaultCodes.TooLong, FaultSentences.TooLong(length, limit));
        }
    }

    internal void Key(string path, string what, string? key)
    {
        if (!Keys.IsValid(key))
        {
            Add(
                path,
                FaultCodes.InvalidKey,
                $"Give {what} of 1 to {Keys.MaxLength} letters, digits, dots, hyphens and underscores that starts with a letter or digit."
            );
        }
    }

    /// <summary>Reports every key an earlier one equals without regard to case.</summary>
    internal void UniqueKeys(string path, string suffix, string what, IEnumerable<string?> keys)
    {
        foreach (var (position, key) in Repeated(keys, StringComparer.OrdinalIgnoreCase))
        {
            Add(
                $"{path}/{position}{suffix}",
                FaultCodes.Duplicate,
                $"Choose another key: there is another {what} '{Shown(key)}', and case does not tell keys apart."
            );
        }
    }

    /// <summary>Reports every id an earlier one equals.</summary>
    internal void UniqueIds(string path, string what, IEnumerable<string?> ids)
    {
        foreach (var (position, id) in Repeated(ids, StringComparer.Ordinal))
        {
            Add($"{path}/{position}/id", FaultCodes.Duplicate, $"Choose another id: there is another {what} '{Shown(id)}'.");
        }
    }

    private static IEnumerable<(int Position, string Text)> Repeated(IEnumerable<string?> texts, StringComparer comparer)
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

    /// <summary>How a thing is called in a path: by its key if that can be, else by its position.</summary>
    internal static string Segment(string? key, int position) => Keys.IsValid(key) ? key! : position.ToString(CultureInfo.InvariantCulture);

    /// <summary>A user id in a path.</summary>
    internal static string Escaped(string text) =>
        text.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>Text of a stranger in a message: short, and on one line.</summary>
    internal static string Shown(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }
        var shortened = text.Length > 60 ? string.Concat(text.AsSpan(0, 60), "…") : text;
        return string.Concat(shortened.Select(c => char.IsControl(c) ? '�' : c));
    }
}
