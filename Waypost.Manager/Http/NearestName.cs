namespace Waypost.Manager.Http;

/// <summary>Says of a name that is not known which one was probably meant.</summary>
internal static class NearestName
{
    private const int MostShown = 60;

    /// <summary>Words of other flag systems, and of people who have not read the contract.</summary>
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

    /// <summary>One sentence, or two: what is not known, and what is.</summary>
    public static string Unknown(string name, IReadOnlyList<string> known) =>
        known.Count == 0 ? $"'{Shown(name)}' is not known here: nothing is read from this body."
        : Of(name, known) is { } nearest ? $"'{Shown(name)}' is not known here; the nearest known name is '{nearest}'."
        : $"'{Shown(name)}' is not known here. Known are: {string.Join(", ", known)}.";

    /// <summary>Null when none is near.</summary>
    public static string? Of(string name, IReadOnlyList<string> known)
    {
        if (Synonyms.GetValueOrDefault(name)?.FirstOrDefault(known.Contains) is { } meant)
        {
            return meant;
        }

        if (name.Length > MostShown)
        {
            return null;
        }

        var (nearest, distance) = known.Select(one => (one, Distance: Distance(Plain(name), Plain(one)))).MinBy(one => one.Distance);
        return distance <= Math.Max(1, nearest.Length / 3) ? nearest : null;
    }

    /// <summary>A stranger's text in a message: short, and on one line.</summary>
    public static string Shown(string name) =>
        string.Concat(
            (name.Length > MostShown ? name[..MostShown] + "…" : name).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '�' : c)
        );

    private static string Plain(string name) =>
        name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>Edits of one letter, and of two neighbours that changed places (Damerau 1964, optimal string alignment).</summary>
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
