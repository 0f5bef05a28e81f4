namespace Waypost.Flags;

/// <summary><c>startsWith</c>, ordinal.</summary>
sealed class StartsWithClause(Clause clause) : AttributeClause(clause)
{
    readonly string[] texts = Texts(clause);

    protected override bool Accepts(in ContextValue value)
    {
        if (value.Text is not { } text) return false;
        foreach (var start in texts)
        {
            if (text.StartsWith(start, StringComparison.Ordinal)) return true;
        }

        return false;
    }
}

/// <summary><c>endsWith</c>, ordinal.</summary>
sealed class EndsWithClause(Clause clause) : AttributeClause(clause)
{
    readonly string[] texts = Texts(clause);

    protected override bool Accepts(in ContextValue value)
    {
        if (value.Text is not { } text) return false;
        foreach (var end in texts)
        {
            if (text.EndsWith(end, StringComparison.Ordinal)) return true;
        }

        return false;
    }
}

/// <summary><c>contains</c>, ordinal; every text contains the empty one.</summary>
sealed class ContainsClause(Clause clause) : AttributeClause(clause)
{
    readonly string[] texts = Texts(clause);

    protected override bool Accepts(in ContextValue value)
    {
        if (value.Text is not { } text) return false;
        foreach (var part in texts)
        {
            if (text.Contains(part, StringComparison.Ordinal)) return true;
        }

        return false;
    }
}
