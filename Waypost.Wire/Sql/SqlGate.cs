using System.Diagnostics.CodeAnalysis;

namespace Waypost.Wire.Sql;

/// <summary>
/// Lets through what may run as a sub-query: one query, balanced, reading no table of PostgreSQL's own and calling nothing but functions
/// known to
/// be pure. The manager asks before it saves a query, the stats worker before it runs one. A read-only
/// transaction does not stop pg_sleep, lo_create, pg_notify, advisory locks or set_config, so unknown functions are refused by name.
/// </summary>
public static class SqlGate
{
    private const int LongestQuery = 20_000;

    /// <summary>True with the query without its trailing semicolon, false with a sentence that says why it is not run.</summary>
    public static bool TryPass(string sql, [NotNullWhen(true)] out string? query, [NotNullWhen(false)] out string? whyNot)
    {
        ArgumentNullException.ThrowIfNull(sql);
        (query, whyNot) = (null, null);
        try
        {
            query = Pass(sql);
            return true;
        }
        catch (SqlRefusal refusal)
        {
            whyNot = refusal.Message;
            return false;
        }
    }

    private static string Pass(string sql)
    {
        if (sql.Length > LongestQuery)
        {
            throw Refused($"The query is longer than {LongestQuery} characters.");
        }
        var tokens = SqlTokens.Read(sql);
        var count = tokens.Count;
        while (count > 0 && tokens[count - 1].Is(';'))
        {
            count--;
        }
        if (count == 0)
        {
            throw Refused("The query is empty.");
        }
        if (tokens[0] is not { Kind: SqlTokenKind.Word, Value: "select" or "with" or "values" or "table" } && !tokens[0].Is('('))
        {
            throw Refused("The query must begin with SELECT or WITH.");
        }

        var depth = 0;
        for (var i = 0; i < count; i++)
        {
            if (tokens[i].Is(';'))
            {
                throw Refused("There are two statements: only one query is run.");
            }
            if (tokens[i].Is('('))
            {
                depth++;
            }
            if (tokens[i].Is(')') && --depth < 0)
            {
                throw Refused("There is a closing parenthesis too many.");
            }
            if (tokens[i].Is('(') && i > 0)
            {
                CheckCall(tokens, i, count);
            }
        }

        if (depth > 0)
        {
            throw Refused("A parenthesis is not closed.");
        }
        ReadRelations.Check(tokens, count);
        // Whatever follows the last token is a comment, or the forgiven semicolons.
        return count < tokens.Count ? sql[..tokens[count].Start] : sql;
    }

    private static void CheckCall(IReadOnlyList<SqlToken> tokens, int parenthesis, int count)
    {
        var last = parenthesis - 1;
        var name = tokens[last];
        if (name.Kind is not (SqlTokenKind.Word or SqlTokenKind.QuotedName))
        {
            return;
        }
        var first = last;
        while (first >= 2 && tokens[first - 1].Is('.') && tokens[first - 2].Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName)
        {
            first -= 2;
        }
        var before = first > 0 ? tokens[first - 1] : default;

        var qualified = first < last;
        if (!qualified && name.Kind == SqlTokenKind.Word && SqlWords.BeforeParenthesis.Contains(name.Value))
        {
            return;
        }
        if (before.Is2Colons() || (!qualified && before is { Kind: SqlTokenKind.Word, Value: "as" }))
        {
            return;
        } // a type, or an alias with its columns
        if (!qualified && before is { Kind: SqlTokenKind.Word, Value: "with" or "recursive" })
        {
            return;
        } // the first common table expression's columns
        if (!qualified && before.Is(',') && IsCommonTable(tokens, parenthesis, count))
        {
            return;
        }

        var own = first == last || (last - first == 2 && tokens[first].Value == "pg_catalog");
        if (own && AllowedFunctions.Names.Contains(name.Value))
        {
            return;
        }
        var parts = Enumerable.Range(0, ((last - first) / 2) + 1).Select(part => tokens[first + (2 * part)].Value).ToList();
        if (SystemNames.IsFunction(parts))
        {
            throw SystemNames.Refusal(parts);
        }
        var called = string.Join('.', parts);
        throw Refused(
            $"The query calls {called}(…), which is not among the functions that Waypost runs. If {called} is an alias "
                + "with columns, write AS before it."
        );
    }

    /// <summary>
    /// name (column, …) AS [NOT MATERIALIZED] (SELECT …: reserved words keep it from being a function with a column list.
    /// </summary>
    private static bool IsCommonTable(IReadOnlyList<SqlToken> tokens, int parenthesis, int count)
    {
        var i = parenthesis + 1;
        while (i < count && (tokens[i].Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName || tokens[i].Is(',')))
        {
            i++;
        }
        if (i >= count || !tokens[i].Is(')'))
        {
            return false;
        }
        if (++i >= count || tokens[i] is not { Kind: SqlTokenKind.Word, Value: "as" })
        {
            return false;
        }
        for (i++; i < count && tokens[i] is { Kind: SqlTokenKind.Word, Value: "not" or "materialized" }; i++) { }

        return i + 1 < count && tokens[i].Is('(') && tokens[i + 1] is { Kind: SqlTokenKind.Word, Value: "select" or "with" or "table" };
    }

    private static bool Is2Colons(this SqlToken token) => token is { Kind: SqlTokenKind.Sign, Value: "::" };

    private static SqlRefusal Refused(string why) => new(why);
}
