using System.Text.RegularExpressions;

namespace Waypost.Wire.Sql;

/// <content>Placeholders such as <c>{{start}}</c>.</content>
internal sealed partial class SqlTokenizer
{
    private int placeholders;

    private void ReadPlaceholder(int start)
    {
        var match = Placeholder().Match(sql, at);
        if (!match.Success)
        {
            throw new SqlRefusedException(
                $"The query contains {{{{ that does not begin a placeholder. Placeholders are {SqlPlaceholders.Known}."
            );
        }
        var name = ToLowerAscii(match.Groups["name"].Value);
        if (!SqlPlaceholders.Names.Contains(name))
        {
            throw new SqlRefusedException(
                $"The query contains the unknown placeholder {{{{{match.Groups["name"].Value}}}}}. Known are {SqlPlaceholders.Known}."
            );
        }
        if (++placeholders > SqlPlaceholders.Maximum)
        {
            throw new SqlRefusedException($"The query contains more than {SqlPlaceholders.Maximum} placeholders.");
        }
        at += match.Length;
        Add(SqlTokenKind.Placeholder, name, start);
    }

    private void RefusePlaceholderInQuotes(int start, string where)
    {
        if (PlaceholderSince(start) is { } found)
        {
            throw new SqlRefusedException(
                $"The query contains {found} inside {where}, where it is not replaced. "
                    + $"Write it without quotes, for example \"timestamp\" >= {found}."
            );
        }
    }

    private void RefusePlaceholderInComment(int start)
    {
        if (PlaceholderSince(start) is { } found)
        {
            throw new SqlRefusedException(
                $"The query contains {found} inside a comment, where it is not replaced. "
                    + "Remove it from the comment, or write it there without braces."
            );
        }
    }

    /// <summary>
    /// The first known placeholder from there on, in its usual form. Whatever begins like one counts: <see cref="SqlPlaceholders.Fill"/>
    /// then finds nothing in strings and comments. Unknown names are allowed there, because events may contain text templates.
    /// </summary>
    private string? PlaceholderSince(int start) =>
        Opening().Match(sql[start..Math.Min(at, sql.Length)]) is { Success: true } match
            ? $"{{{{{ToLowerAscii(match.Groups["name"].Value)}}}}}"
            : null;

    [GeneratedRegex(@"\G\{\{[ \t\r\n\f\v]*(?<name>[A-Za-z_][A-Za-z0-9_]*)[ \t\r\n\f\v]*\}\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\{\{\s*(?<name>[Ss][Tt][Aa][Rr][Tt]|[Ee][Nn][Dd])(?![A-Za-z0-9_])")]
    private static partial Regex Opening();
}
