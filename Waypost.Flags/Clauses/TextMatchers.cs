namespace Waypost.Flags;

/// <summary><c>startsWith</c>, ordinal.</summary>
internal readonly struct StartsWithMatcher(Clause clause) : IValueMatcher
{
    private readonly string[] values = CompiledClause.StringValues(clause);

    public bool Matches(in ContextValue value)
    {
        if (value.Text is not { } text)
        {
            return false;
        }
        foreach (var prefix in values)
        {
            if (text.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary><c>endsWith</c>, ordinal.</summary>
internal readonly struct EndsWithMatcher(Clause clause) : IValueMatcher
{
    private readonly string[] values = CompiledClause.StringValues(clause);

    public bool Matches(in ContextValue value)
    {
        if (value.Text is not { } text)
        {
            return false;
        }
        foreach (var suffix in values)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary><c>contains</c>, ordinal; every string contains the empty string.</summary>
internal readonly struct ContainsMatcher(Clause clause) : IValueMatcher
{
    private readonly string[] values = CompiledClause.StringValues(clause);

    public bool Matches(in ContextValue value)
    {
        if (value.Text is not { } text)
        {
            return false;
        }
        foreach (var part in values)
        {
            if (text.Contains(part, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
