namespace Waypost.Flags;

/// <summary><c>startsWith</c>, ordinal.</summary>
internal readonly struct StartsWithTest(Clause clause) : IValueTest
{
    private readonly string[] texts = CompiledClause.Texts(clause);

    public bool Accepts(in ContextValue value)
    {
        if (value.Text is not { } text)
        {
            return false;
        }
        foreach (var start in texts)
        {
            if (text.StartsWith(start, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary><c>endsWith</c>, ordinal.</summary>
internal readonly struct EndsWithTest(Clause clause) : IValueTest
{
    private readonly string[] texts = CompiledClause.Texts(clause);

    public bool Accepts(in ContextValue value)
    {
        if (value.Text is not { } text)
        {
            return false;
        }
        foreach (var end in texts)
        {
            if (text.EndsWith(end, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary><c>contains</c>, ordinal; every text contains the empty one.</summary>
internal readonly struct ContainsTest(Clause clause) : IValueTest
{
    private readonly string[] texts = CompiledClause.Texts(clause);

    public bool Accepts(in ContextValue value)
    {
        if (value.Text is not { } text)
        {
            return false;
        }
        foreach (var part in texts)
        {
            if (text.Contains(part, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
