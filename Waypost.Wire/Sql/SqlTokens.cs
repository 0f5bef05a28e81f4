namespace Waypost.Wire.Sql;

internal enum SqlTokenKind
{
    /// <summary>A key word or a name without quotes, in lower case.</summary>
    Word,

    /// <summary>A name in double quotes, without them.</summary>
    QuotedName,

    /// <summary>A string of any kind.</summary>
    Text,

    Number,

    /// <summary>One character of punctuation or of an operator; <c>::</c> is one token.</summary>
    Sign,
}

internal readonly record struct SqlToken(SqlTokenKind Kind, string Value, int Start)
{
    public bool IsName => Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName;

    public bool Is(char sign) => Kind == SqlTokenKind.Sign && Value.Length == 1 && Value[0] == sign;
}

/// <summary>
/// Reads SQL as PostgreSQL's own lexer does (scan.l, with standard_conforming_strings on), so that nothing can be code to one and a
/// string or comment to the other. What the two might read differently is refused.
/// </summary>
internal sealed class SqlTokens
{
    private readonly string sql;
    private readonly List<SqlToken> tokens = [];
    private int at;

    private SqlTokens(string sql) => this.sql = sql;

    /// <summary>All tokens without comments and white space, or a fault that says what could not be read.</summary>
    public static IReadOnlyList<SqlToken> Read(string sql)
    {
        var reader = new SqlTokens(sql);
        while (reader.SkipSpaceAndComments())
        {
            reader.Next();
        }
        return reader.tokens;
    }

    private char Peek(int ahead = 0) => at + ahead < sql.Length ? sql[at + ahead] : '\0';

    private bool SkipSpaceAndComments()
    {
        while (at < sql.Length)
        {
            if (sql[at] is ' ' or '\t' or '\n' or '\r' or '\f' or '\v')
            {
                at++;
            }
            else if (Peek() == '-' && Peek(1) == '-')
            {
                SkipLine();
            }
            else if (Peek() == '/' && Peek(1) == '*')
            {
                SkipComment();
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private void SkipLine()
    {
        while (at < sql.Length && sql[at] is not ('\n' or '\r'))
        {
            at++;
        }
    }

    private void SkipComment()
    {
        var depth = 0;
        do
        {
            if (at >= sql.Length)
            {
                throw Unread("a comment /* … without its end");
            }
            var (opens, closes) = (Peek() == '/' && Peek(1) == '*', Peek() == '*' && Peek(1) == '/');
            depth +=
                opens ? 1
                : closes ? -1
                : 0;
            at += opens || closes ? 2 : 1;
        } while (depth > 0);
    }

    private void Next()
    {
        var start = at;
        var c = sql[at];
        if (c == '\'')
        {
            ReadString(start, escapes: false);
        }
        else if (c == '"')
        {
            ReadQuotedName(start);
        }
        else if (c == '$')
        {
            ReadDollar(start);
        }
        else if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1))))
        {
            ReadNumber(start);
        }
        else if (BeginsWord(c))
        {
            ReadWord(start);
        }
        else if (char.IsControl(c))
        {
            throw Unread("a control character");
        }
        else
        {
            at += c == ':' && Peek(1) == ':' ? 2 : 1;
            Add(SqlTokenKind.Sign, sql[start..at], start);
        }
    }

    private void ReadWord(int start)
    {
        while (at < sql.Length && (BeginsWord(sql[at]) || char.IsAsciiDigit(sql[at]) || sql[at] == '$'))
        {
            at++;
        }
        var word = Lower(sql[start..at]);
        switch (word, Peek())
        {
            case ("u", '&') when Peek(1) is '\'' or '"':
                throw Unread("U& with Unicode escapes");
            case ("e", '\''):
                ReadString(start, escapes: true);
                break;
            case ("b" or "x" or "n", '\''):
                ReadString(start, escapes: false);
                break;
            default:
                Add(SqlTokenKind.Word, word, start);
                break;
        }
    }

    private void ReadString(int start, bool escapes)
    {
        // 'a' <new line> 'b' is one string to PostgreSQL, with the escapes of its first part.
        if (tokens.Count > 0 && tokens[^1].Kind == SqlTokenKind.Text)
        {
            throw Unread("two strings that follow one another");
        }
        at++;
        while (true)
        {
            if (at >= sql.Length)
            {
                throw Unread("a string without its end");
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
                throw Unread("a name in double quotes without its end");
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
        Add(SqlTokenKind.QuotedName, name.ToString(), start);
    }

    private void ReadDollar(int start)
    {
        at++;
        while (at < sql.Length && (BeginsWord(sql[at]) || (char.IsAsciiDigit(sql[at]) && at > start + 1)))
        {
            at++;
        }
        if (Peek() != '$')
        {
            throw Unread("a parameter ($1), for which there is no value");
        }
        var tag = sql[start..++at];
        var end = sql.IndexOf(tag, at, StringComparison.Ordinal);
        if (end < 0)
        {
            throw Unread($"a string {tag} without its end");
        }
        at = end + tag.Length;
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

        // Versions of PostgreSQL differ in what 1abc, 0x1F and 1_000 are.
        if (BeginsWord(Peek()) || Peek() == '$')
        {
            throw Unread("a number that runs into a word");
        }
        Add(SqlTokenKind.Number, sql[start..at], start);
    }

    private void Add(SqlTokenKind kind, string value, int start) => tokens.Add(new(kind, value, start));

    // Everything above ASCII is a letter to PostgreSQL, a no-break space and a homoglyph too.
    private static bool BeginsWord(char c) => char.IsAsciiLetter(c) || c == '_' || c >= '\u0080';

    // As PostgreSQL folds names: ASCII letters only.
    private static string Lower(string word) =>
        string.Create(
            word.Length,
            word,
            static (lower, from) =>
            {
                for (var i = 0; i < lower.Length; i++)
                {
                    lower[i] = char.IsAsciiLetterUpper(from[i]) ? (char)(from[i] | 0x20) : from[i];
                }
            }
        );

    private static SqlRefusal Unread(string what) => new($"The query holds {what}: Waypost does not run that.");
}
