using System.Collections.Frozen;
using System.Text;

namespace Waypost.Wire.Sql;

/// <summary>
/// Placeholders in customers' queries for the period that a query has to deliver, so that it can read that period instead of the whole
/// table. They are optional. Outside of strings, quoted names and comments only; there, <see cref="SqlValidator"/> refuses them.
/// </summary>
public static class SqlPlaceholders
{
    /// <summary>Beginning of the period, inclusive.</summary>
    public const string Start = "start";

    /// <summary>End of the period, exclusive.</summary>
    public const string End = "end";

    internal const string Known = "{{start}} and {{end}}";

    /// <summary>Most placeholders in one query; more would be a mistake.</summary>
    internal const int Maximum = 50;

    internal static FrozenSet<string> Names { get; } = SqlKeywords.Set($"{Start} {End}");

    /// <summary>The names of all placeholders in a query, in order of appearance. The query must have passed the validator.</summary>
    public static IReadOnlyList<string> Find(string query) => [.. Tokens(query).Select(token => token.Value)];

    /// <summary>Replaces each placeholder of a query that passed the validator.</summary>
    /// <param name="query">The query.</param>
    /// <param name="replacement">Given the position in <see cref="Find"/> and the name.</param>
    public static string Fill(string query, Func<int, string, string> replacement)
    {
        ArgumentNullException.ThrowIfNull(replacement);
        var tokens = Tokens(query);
        if (tokens.Count == 0)
        {
            return query;
        }

        var (filled, from) = (new StringBuilder(), 0);
        for (var i = 0; i < tokens.Count; i++)
        {
            filled.Append(query, from, tokens[i].Start - from);
            // A space keeps it apart from its neighbours: in {{start}}and the two would become one word.
            Separate(filled, filled.Length > 0 ? filled[^1] : ' ');
            filled.Append(replacement(i, tokens[i].Value));
            from = tokens[i].End;
            Separate(filled, from < query.Length ? query[from] : ' ');
        }
        return filled.Append(query, from, query.Length - from).ToString();
    }

    private static List<SqlToken> Tokens(string query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query.Contains("{{", StringComparison.Ordinal)
            ? [.. SqlTokenizer.Tokenize(query).Where(token => token.Kind == SqlTokenKind.Placeholder)]
            : [];
    }

    private static void Separate(StringBuilder text, char neighbour)
    {
        if (!char.IsWhiteSpace(neighbour) && neighbour is not ('(' or ')' or ',' or ':'))
        {
            text.Append(' ');
        }
    }
}
