namespace Waypost.Wire.Sql;

/// <content>Strings, quoted names and numbers.</content>
internal sealed partial class SqlTokenizer
{
    private void ReadString(int start, bool escapes)
    {
        // PostgreSQL joins 'a' <new line> 'b' to one string with the escape rules of the first.
        if (tokens.Count > 0 && tokens[^1].Kind == SqlTokenKind.Text)
        {
            throw Refuse("two strings in a row");
        }
        at++;
        while (true)
        {
            if (at >= sql.Length)
            {
                throw Refuse("a string without an end");
            }
            if (escapes && Peek() == '\\')
            {
                at += 2;
            }
            else if (Peek() == '\'' && Peek(1) == '\'')
            {
                at += 2;
            }
            else if (Peek() == '\'')
            {
                break;
            }
            else
            {
                at++;
            }
        }

        at++;
        RefusePlaceholderInQuotes(start, "a string");
        Add(SqlTokenKind.Text, "", start);
    }

    private void ReadQuotedName(int start)
    {
        at++;
        var name = new System.Text.StringBuilder();
        while (true)
        {
            if (at >= sql.Length)
            {
                throw Refuse("a name in double quotes without an end");
            }
            if (Peek() == '"' && Peek(1) == '"')
            {
                at++;
            }
            else if (Peek() == '"')
            {
                break;
            }
            name.Append(sql[at++]);
        }

        at++;
        RefusePlaceholderInQuotes(start, "a name in double quotes");
        Add(SqlTokenKind.QuotedName, name.ToString(), start);
    }

    private void ReadDollarQuotedString(int start)
    {
        at++;
        while (at < sql.Length && (IsWordStart(sql[at]) || (char.IsAsciiDigit(sql[at]) && at > start + 1)))
        {
            at++;
        }
        if (Peek() != '$')
        {
            throw Refuse("a parameter such as $1");
        }
        var tag = sql[start..++at];
        var end = sql.IndexOf(tag, at, StringComparison.Ordinal);
        if (end < 0)
        {
            throw Refuse($"a string {tag} without an end");
        }
        at = end + tag.Length;
        RefusePlaceholderInQuotes(start, "a string");
        Add(SqlTokenKind.Text, "", start);
    }

    private void ReadNumber(int start)
    {
        while (char.IsAsciiDigit(Peek()))
        {
            at++;
        }
        if (Peek() == '.' && Peek(1) != '.')
        {
            at++;
        }
        while (char.IsAsciiDigit(Peek()))
        {
            at++;
        }
        if (Peek() is 'e' or 'E' && (char.IsAsciiDigit(Peek(1)) || (Peek(1) is '+' or '-' && char.IsAsciiDigit(Peek(2)))))
        {
            at += 2;
            while (char.IsAsciiDigit(Peek()))
            {
                at++;
            }
        }

        // Versions of PostgreSQL read 1abc, 0x1F and 1_000 differently.
        if (IsWordStart(Peek()) || Peek() == '$')
        {
            throw Refuse("a number directly followed by a letter");
        }
        Add(SqlTokenKind.Number, sql[start..at], start);
    }
}
