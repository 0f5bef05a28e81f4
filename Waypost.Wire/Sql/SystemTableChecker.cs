namespace Waypost.Wire.Sql;

/// <summary>
/// Walks through a query and refuses system tables wherever a table is read: after FROM, JOIN, TABLE and the commas in between. The same
/// names are allowed as columns, aliases, common table expressions and strings.
/// </summary>
internal sealed class SystemTableChecker
{
    private readonly IReadOnlyList<SqlToken> tokens;
    private readonly int count;
    private readonly Stack<SqlScope> scopes = new([new()]);

    private SystemTableChecker(IReadOnlyList<SqlToken> tokens, int count) => (this.tokens, this.count) = (tokens, count);

    private SqlScope Scope => scopes.Peek();

    /// <summary>Throws for the first system table. The parentheses must be balanced.</summary>
    /// <exception cref="SqlRefusedException">The query reads a system table.</exception>
    public static void Check(IReadOnlyList<SqlToken> tokens, int count)
    {
        var checker = new SystemTableChecker(tokens, count);
        var at = 0;
        while (at < count)
        {
            at = checker.ReadToken(at);
        }
    }

    /// <summary>Reads the token and returns the position of the next one to read.</summary>
    private int ReadToken(int at)
    {
        var token = tokens[at];
        if (token.IsName)
        {
            return token.Kind == SqlTokenKind.Word ? ReadWord(at) : ReadName(at);
        }
        if (token.Is('('))
        {
            OpenScope(at);
        }
        if (token.Is(')'))
        {
            CloseScope();
        }
        if (token.Is(',') && Scope.InWith && ReadCommonTable(at + 1) is { } body)
        {
            return body;
        }
        if (token.Is(',') && Scope.InFrom)
        {
            Scope.ExpectsTable = true;
        }
        return at + 1;
    }

    private int ReadWord(int at)
    {
        switch (tokens[at].Value)
        {
            case "select":
                (Scope.IsQuery, Scope.InWith, Scope.InFrom, Scope.ExpectsTable) = (true, false, false, false);
                return at + 1;
            case "from" when Scope.IsQuery && !IsDistinctFrom(at):
            case "join":
                (Scope.InFrom, Scope.ExpectsTable) = (true, true);
                return at + 1;
            case "table":
                (Scope.InWith, Scope.ExpectsTable) = (false, true);
                return at + 1;
            case "values" when Scope.InFrom && Scope.ExpectsTable && IsAfter(at, "("):
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
                (Scope.InFrom, Scope.ExpectsTable) = (false, false);
                return at + 1;
            case "only" or "lateral" or "on" or "using":
                return at + 1;
            case "with":
                Scope.IsRecursive = IsBefore(at, "recursive");
                return ReadCommonTable(Scope.IsRecursive ? at + 2 : at + 1) ?? at + 1;
            default:
                return ReadName(at);
        }
    }

    private int ReadName(int at)
    {
        var end = at + 1;
        while (end + 1 < count && tokens[end].Is('.') && tokens[end + 1].IsName)
        {
            end += 2;
        }
        var name = Enumerable.Range(0, ((end - at) / 2) + 1).Select(part => tokens[at + (2 * part)].Value).ToList();
        var isCall = end < count && tokens[end].Is('(');
        if (
            (Scope.ExpectsTable && !isCall && !IsCommonTable(name) && SystemNames.IsTable(name))
            || (SystemNames.IsLookupType(name[^1]) && IsType(at, end))
        )
        {
            throw SystemNames.Refuse(name);
        }
        Scope.ExpectsTable = false;
        return end;
    }

    private bool IsCommonTable(List<string> name) => name.Count == 1 && scopes.Any(scope => scope.CommonTables.Contains(name[0]));

    /// <summary>The name is a type: x::type, cast(x as type), type 'text', or in the column list f() as t(column type).</summary>
    private bool IsType(int at, int end) =>
        IsAfter(at, "::")
        || (IsAfter(at, "as") && Scope.IsCast)
        || (end < count && tokens[end].Kind == SqlTokenKind.Text)
        || (scopes.Count > 1 && !Scope.IsQuery && !Scope.InFrom && at > 0 && tokens[at - 1].IsName);

    /// <summary>The FROM of IS [NOT] DISTINCT FROM.</summary>
    private bool IsDistinctFrom(int at) => IsAfter(at, "distinct") && (IsAfter(at - 1, "is") || IsAfter(at - 1, "not"));

    private bool IsAfter(int at, string word) =>
        at > 0 && tokens[at - 1].Value == word && tokens[at - 1].Kind is SqlTokenKind.Word or SqlTokenKind.Sign;

    private bool IsBefore(int at, string word) =>
        at + 1 < count && tokens[at + 1] is { Kind: SqlTokenKind.Word } next && next.Value == word;

    private void OpenScope(int at)
    {
        var inner = new SqlScope
        {
            InFrom = Scope.ExpectsTable,
            ExpectsTable = Scope.ExpectsTable,
            IsCast = IsAfter(at, "cast"),
            DefinedTable = Scope.PendingTable,
        };
        (Scope.ExpectsTable, Scope.PendingTable) = (false, null);
        scopes.Push(inner);
    }

    private void CloseScope()
    {
        var closed = scopes.Pop();
        Scope.ExpectsTable = false;
        if (closed.DefinedTable is { } name)
        {
            Scope.CommonTables.Add(name);
        }
    }

    /// <summary>
    /// Reads name [(column, …)] AS [[NOT] MATERIALIZED] ( after WITH or a comma. Returns the position of the parenthesis, or null if this
    /// is something else. The name is known only after the closing parenthesis: inside, unless it is recursive, it means the outer table.
    /// </summary>
    private int? ReadCommonTable(int at)
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
        at++;
        while (at < count && tokens[at] is { Kind: SqlTokenKind.Word, Value: "not" or "materialized" })
        {
            at++;
        }

        if (at >= count || !tokens[at].Is('('))
        {
            return null;
        }
        (Scope.InWith, Scope.ExpectsTable, Scope.PendingTable) = (true, false, name);
        if (Scope.IsRecursive)
        {
            Scope.CommonTables.Add(name);
        }
        return at;
    }
}
