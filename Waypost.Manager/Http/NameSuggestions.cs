namespace Waypost.Manager.Http;

/// <summary>Suggests the name that was probably meant.</summary>
internal static class NameSuggestions
{
    private const int MaxLength = 60;

    /// <summary>Terms of other flag systems, and common guesses.</summary>
    private static readonly Dictionary<string, string[]> Synonyms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["clauses"] = ["when", "rules"],
        ["clause"] = ["when", "rules"],
        ["conditions"] = ["when", "rules"],
        ["condition"] = ["when", "rules"],
        ["constraints"] = ["when", "rules"],
        ["if"] = ["when"],
        ["where"] = ["when"],
        ["operator"] = ["op"],
        ["property"] = ["attribute"],
        ["value"] = ["values", "variant"],
        ["not"] = ["negate"],
        ["variation"] = ["variant"],
        ["variations"] = ["variants"],
        ["then"] = ["serve"],
        ["default"] = ["fallthrough"],
        ["on"] = ["enabled"],
        ["active"] = ["enabled"],
        ["users"] = ["included", "assignments"],
        ["targets"] = ["assignments", "included"],
        ["percentage"] = ["rolloutPercentage", "percentTested"],
        ["percent"] = ["rolloutPercentage", "percentTested"],
        ["sql"] = ["query", "exposuresQuery"],
        ["title"] = ["name"],
        ["user"] = ["username"],
    };

    /// <summary>The message for an unknown name, with a suggestion or the known names.</summary>
    public static string UnknownMessage(string name, IReadOnlyList<string> known) =>
        known.Count == 0 ? $"'{Shorten(name)}' is unknown: this request takes no body."
        : Nearest(name, known) is { } nearest ? $"'{Shorten(name)}' is unknown. Did you mean '{nearest}'?"
        : $"'{Shorten(name)}' is unknown. Known names: {string.Join(", ", known)}.";

    /// <summary>Null when none is similar.</summary>
    public static string? Nearest(string name, IReadOnlyList<string> known)
    {
        if (Synonyms.GetValueOrDefault(name)?.FirstOrDefault(known.Contains) is { } meant)
        {
            return meant;
        }

        if (name.Length > MaxLength)
        {
            return null;
        }

        var (nearest, distance) = known.Select(one => (one, Distance: Distance(Plain(name), Plain(one)))).MinBy(one => one.Distance);
        return distance <= Math.Max(1, nearest.Length / 3) ? nearest : null;
    }

    /// <summary>Makes text of a request safe to show in a message: short, and on one line.</summary>
    public static string Shorten(string name) =>
        string.Concat(
            (name.Length > MaxLength ? name[..MaxLength] + "…" : name).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '�' : c)
        );

    private static string Plain(string name) =>
        name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>Edits of one letter, and swaps of two neighbours (Damerau 1964, optimal string alignment).</summary>
    private static int Distance(string from, string to)
    {
        var steps = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    steps[i, j] = i + j;
                    continue;
                }

                var replaced = steps[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                var swapped =
                    i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1] ? steps[i - 2, j - 2] + 1 : int.MaxValue;
                steps[i, j] = Math.Min(Math.Min(replaced, swapped), Math.Min(steps[i - 1, j], steps[i, j - 1]) + 1);
            }
        }

        return steps[from.Length, to.Length];
    }
}
