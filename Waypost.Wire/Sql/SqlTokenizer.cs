namespace Waypost.Wire.Sql;

/// <summary>
/// Splits SQL into tokens exactly as PostgreSQL does (scan.l, with standard_conforming_strings on), so that both agree on
/// what is code and what is a string or a comment. Input that the two could read differently is refused.
/// </summary>
internal sealed partial class SqlTokenizer
{
    private readonly string sql;
    private readonly List<SqlToken> tokens = [];
    private int at;

    private SqlTokenizer(string sql) => this.sql = sql;

    /// <summary>Returns all tokens without comments and white space.</summary>
    /// <exception cref="SqlRefusedException">The query contains something that is not supported.</exception>
    public static IReadOnlyList<SqlToken> Tokenize(string sql)
    {
        var tokenizer = new SqlTokenizer(sql);
        while (tokenizer.SkipSpaceAndComments())
        {
            tokenizer.ReadToken();
        }
        return tokenizer.tokens;
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
                SkipLineComment();
            }
            else if (Peek() == '/' && Peek(1) == '*')
            {
                SkipBlockComment();
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private void SkipLineComment()
    {
        var start = at;
        while (at < sql.Length && sql[at] is not ('\n' or '\r'))
        {
            at++;
        }
        RefusePlaceholderInComment(start);
    }

    private void SkipBlockComment()
    {
        var (start, depth) = (at, 0);
        do
        {
            if (at >= sql.Length)
            {
                throw Refuse("a comment /* … without an end");
            }
            var (opens, closes) = (Peek() == '/' && Peek(1) == '*', Peek() == '*' && Peek(1) == '/');
            depth +=
                opens ? 1
                : closes ? -1
                : 0;
            at += opens || closes ? 2 : 1;
        } while (depth > 0);
        RefusePlaceholderInComment(start);
    }

    private void ReadToken()
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
            ReadDollarQuotedString(start);
        }
        else if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1))))
        {
            ReadNumber(start);
        }
        else if (IsWordStart(c))
        {
            ReadWord(start);
        }
        else if (c == '{' && Peek(1) == '{')
        {
            ReadPlaceholder(start);
        }
        else if (char.IsControl(c))
        {
            throw Refuse("a control character");
        }
        else
        {
            at += c == ':' && Peek(1) == ':' ? 2 : 1;
            Add(SqlTokenKind.Sign, sql[start..at], start);
        }
    }

    private void ReadWord(int start)
    {
        while (at < sql.Length && (IsWordStart(sql[at]) || char.IsAsciiDigit(sql[at]) || sql[at] == '$'))
        {
            at++;
        }
        var word = ToLowerAscii(sql[start..at]);
        switch (word, Peek())
        {
            case ("u", '&') when Peek(1) is '\'' or '"':
                throw Refuse("a string or name with Unicode escapes (U&)");
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

    private void Add(SqlTokenKind kind, string value, int start) => tokens.Add(new(kind, value, start, at));

    // PostgreSQL treats everything above ASCII as a letter, even a no-break space.
    private static bool IsWordStart(char c) => char.IsAsciiLetter(c) || c == '_' || c >= '\u0080';

    // PostgreSQL folds only ASCII letters in names.
    private static string ToLowerAscii(string word) =>
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

    private static SqlRefusedException Refuse(string what) => new($"The query contains {what}, which is not supported.");
}
