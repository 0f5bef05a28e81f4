namespace Waypost.Flags;

/// <summary><c>matches</c>: finds a regular expression anywhere in the text.</summary>
internal readonly struct RegexMatcher(Clause clause) : IValueMatcher
{
    private readonly LinearRegex[] patterns = [.. CompiledClause.StringValues(clause).Select(LinearRegex.TryCreate).OfType<LinearRegex>()];

    public bool Matches(in ContextValue value)
    {
        if (value.Text is not { } text)
        {
            return false;
        }
        foreach (var pattern in patterns)
        {
            if (pattern.IsMatch(text))
            {
                return true;
            }
        }

        return false;
    }
}
