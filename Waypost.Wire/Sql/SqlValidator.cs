using System.Diagnostics.CodeAnalysis;

namespace Waypost.Wire.Sql;

/// <summary>
/// Accepts only what may run as a sub-query: a single query with balanced parentheses that reads no system table and calls only functions
/// known to be pure. The manager validates a query before saving it, the stats worker before running it.
/// <para>
/// Waypost reads the SQL itself because a read-only transaction does not prevent pg_sleep, lo_create, pg_notify, advisory locks or
/// set_config. A full parser (libpg_query) would need native code and support only one version of PostgreSQL; a tokenizer is enough.
/// </para>
/// </summary>
public static class SqlValidator
{
    private const int MaximumLength = 20_000;

    /// <summary>Returns true and the query without trailing semicolons, or false and the reason why it must not run.</summary>
    public static bool TryValidate(string sql, [NotNullWhen(true)] out string? query, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(sql);
        (query, error) = (null, null);
        try
        {
            query = Validate(sql);
            return true;
        }
        catch (SqlRefusedException exception)
        {
            error = exception.Message;
            return false;
        }
    }

    private static string Validate(string sql)
    {
        if (sql.Length > MaximumLength)
        {
            throw Refuse($"The query is longer than {MaximumLength} characters.");
        }
        var tokens = SqlTokenizer.Tokenize(sql);
        var count = tokens.Count;
        while (count > 0 && tokens[count - 1].Is(';'))
        {
            count--;
        }
        if (count == 0)
        {
            throw Refuse("The query is empty.");
        }
        if (tokens[0] is not { Kind: SqlTokenKind.Word, Value: "select" or "with" or "values" or "table" } && !tokens[0].Is('('))
        {
            throw Refuse("The query must start with SELECT or WITH.");
        }

        var depth = 0;
        for (var i = 0; i < count; i++)
        {
            if (tokens[i].Is(';'))
            {
                throw Refuse("The query contains several statements; only one is allowed.");
            }
            if (tokens[i].Is('('))
            {
                depth++;
            }
            if (tokens[i].Is(')') && --depth < 0)
            {
                throw Refuse("The query has an unmatched closing parenthesis.");
            }
            if (tokens[i].Is('(') && i > 0)
            {
                CheckCall(tokens, i, count);
            }
        }

        if (depth > 0)
        {
            throw Refuse("The query has an unclosed parenthesis.");
        }
        SystemTableChecker.Check(tokens, count);
        // Only semicolons and comments follow the last token.
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

        var isQualified = first < last;
        if (!isQualified && name.Kind == SqlTokenKind.Word && SqlKeywords.BeforeParenthesis.Contains(name.Value))
        {
            return;
        }
        // A type, or an alias with its columns.
        if (before.IsTypeCast() || (!isQualified && before is { Kind: SqlTokenKind.Word, Value: "as" }))
        {
            return;
        }
        // The columns of the first common table expression.
        if (!isQualified && before is { Kind: SqlTokenKind.Word, Value: "with" or "recursive" })
        {
            return;
        }
        if (!isQualified && before.Is(',') && IsCommonTable(tokens, parenthesis, count))
        {
            return;
        }

        var isBuiltIn = first == last || (last - first == 2 && tokens[first].Value == "pg_catalog");
        if (isBuiltIn && AllowedFunctions.Names.Contains(name.Value))
        {
            return;
        }
        var parts = Enumerable.Range(0, ((last - first) / 2) + 1).Select(part => tokens[first + (2 * part)].Value).ToList();
        if (SystemNames.IsFunction(parts))
        {
            throw SystemNames.Refuse(parts);
        }
        var called = string.Join('.', parts);
        throw Refuse(
            $"The query calls the function {called}, which is not allowed. If {called} is an alias with columns, write AS before it."
        );
    }

    /// <summary>
    /// True for name (column, …) AS [NOT MATERIALIZED] (SELECT …. The reserved words rule out a function with a column list.
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
        i++;
        while (i < count && tokens[i] is { Kind: SqlTokenKind.Word, Value: "not" or "materialized" })
        {
            i++;
        }

        return i + 1 < count && tokens[i].Is('(') && tokens[i + 1] is { Kind: SqlTokenKind.Word, Value: "select" or "with" or "table" };
    }

    private static bool IsTypeCast(this SqlToken token) => token is { Kind: SqlTokenKind.Sign, Value: "::" };

    private static SqlRefusedException Refuse(string reason) => new(reason);
}
