namespace Waypost.Wire.Sql;

/// <summary>
/// Walks through a query and refuses the system's tables where a table is read: after FROM, JOIN, TABLE and the commas between. The same
/// words as columns, aliases, common tables and strings are nobody's business.
/// </summary>
internal sealed class ReadRelations
{
    private readonly IReadOnlyList<SqlToken> tokens;
    private readonly int count;
    private readonly Stack<SqlScope> scopes = new([new()]);

    private ReadRelations(IReadOnlyList<SqlToken> tokens, int count) => (this.tokens, this.count) = (tokens, count);

    private SqlScope Now => scopes.Peek();

    /// <summary>Throws at the first. The parentheses are balanced.</summary>
    public static void Check(IReadOnlyList<SqlToken> tokens, int count)
    {
        var walk = new ReadRelations(tokens, count);
        for (var at = 0; at < count; )
        {
            at = walk.Step(at);
        }
    }

    /// <summary>Where the next step begins.</summary>
    private int Step(int at)
    {
        var token = tokens[at];
        if (token.IsName)
        {
            return token.Kind == SqlTokenKind.Word ? Word(at) : Name(at);
        }
        if (token.Is('('))
        {
            Open(at);
        }
        if (token.Is(')'))
        {
            Close();
        }
        if (token.Is(',') && Now.InWith && CommonTable(at + 1) is { } body)
        {
            return body;
        }
        if (token.Is(',') && Now.InFrom)
        {
            Now.Expects = true;
        }
        return at + 1;
    }

    private int Word(int at)
    {
        switch (tokens[at].Value)
        {
            case "select":
                (Now.IsQuery, Now.InWith, Now.InFrom, Now.Expects) = (true, false, false, false);
                return at + 1;
            case "from" when Now.IsQuery && !IsComparison(at):
            case "join":
                (Now.InFrom, Now.Expects) = (true, true);
                return at + 1;
            case "table":
                (Now.InWith, Now.Expects) = (false, true);
                return at + 1;
            case "values" when Now.InFrom && Now.Expects && Before(at, "("):
            case "where"
            or "group"
            or "having"
            or "window"
            or "order"
            or "limit"
            or "offset"
            or "fetch"
            or "for"
            or "union"
            or "intersect"
            or "except":
                (Now.InFrom, Now.Expects) = (false, false);
                return at + 1;
            case "only" or "lateral" or "on" or "using":
                return at + 1;
            case "with":
                Now.IsRecursive = After(at, "recursive");
                return CommonTable(Now.IsRecursive ? at + 2 : at + 1) ?? at + 1;
            default:
                return Name(at);
        }
    }

    private int Name(int at)
    {
        var end = at + 1;
        while (end + 1 < count && tokens[end].Is('.') && tokens[end + 1].IsName)
        {
            end += 2;
        }
        var name = Enumerable.Range(0, ((end - at) / 2) + 1).Select(part => tokens[at + (2 * part)].Value).ToList();
        var isCall = end < count && tokens[end].Is('(');
        if (
            (Now.Expects && !isCall && !IsCommonTable(name) && SystemNames.IsRelation(name))
            || (SystemNames.IsLookup(name[^1]) && IsType(at, end))
        )
        {
            throw SystemNames.Refusal(name);
        }
        Now.Expects = false;
        return end;
    }

    private bool IsCommonTable(List<string> name) => name.Count == 1 && scopes.Any(scope => scope.CommonTables.Contains(name[0]));

    /// <summary>x::type, cast(x as type), type 'text', and the column list of a function's rows: f() as t(column type).</summary>
    private bool IsType(int at, int end) =>
        Before(at, "::")
        || (Before(at, "as") && Now.IsCast)
        || (end < count && tokens[end].Kind == SqlTokenKind.Text)
        || (scopes.Count > 1 && !Now.IsQuery && !Now.InFrom && at > 0 && tokens[at - 1].IsName);

    /// <summary>IS [NOT] DISTINCT FROM compares.</summary>
    private bool IsComparison(int at) => Before(at, "distinct") && (Before(at - 1, "is") || Before(at - 1, "not"));

    private bool Before(int at, string word) =>
        at > 0 && tokens[at - 1].Value == word && tokens[at - 1].Kind is SqlTokenKind.Word or SqlTokenKind.Sign;

    private bool After(int at, string word) => at + 1 < count && tokens[at + 1] is { Kind: SqlTokenKind.Word } next && next.Value == word;

    private void Open(int at)
    {
        var inner = new SqlScope
        {
            InFrom = Now.Expects,
            Expects = Now.Expects,
            IsCast = Before(at, "cast"),
            Defines = Now.Next,
        };
        (Now.Expects, Now.Next) = (false, null);
        scopes.Push(inner);
    }

    private void Close()
    {
        var closed = scopes.Pop();
        Now.Expects = false;
        if (closed.Defines is { } name)
        {
            Now.CommonTables.Add(name);
        }
    }

    /// <summary>
    /// name [(column, …)] AS [[NOT] MATERIALIZED] ( after WITH or a comma: the place of the parenthesis, or null if this is something else.
    /// What it
    /// defines is known once it is closed: within itself, unless it is recursive, its name means the table outside.
    /// </summary>
    private int? CommonTable(int at)
    {
        if (at >= count || !tokens[at].IsName)
        {
            return null;
        }
        var name = tokens[at++].Value;
        if (at < count && tokens[at].Is('('))
        {
            while (at < count && !tokens[at].Is(')'))
            {
                at++;
            }
            at++;
        }

        if (at >= count || tokens[at] is not { Kind: SqlTokenKind.Word, Value: "as" })
        {
            return null;
        }
        for (at++; at < count && tokens[at] is { Kind: SqlTokenKind.Word, Value: "not" or "materialized" }; at++) { }

        if (at >= count || !tokens[at].Is('('))
        {
            return null;
        }
        (Now.InWith, Now.Expects, Now.Next) = (true, false, name);
        if (Now.IsRecursive)
        {
            Now.CommonTables.Add(name);
        }
        return at;
    }
}
