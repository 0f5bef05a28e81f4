namespace Waypost.Flags;

/// <summary><c>matches</c>: a regular expression found anywhere in the text, in time linear in its length.</summary>
internal readonly struct RegexTest(Clause clause) : IValueTest
{
    private readonly LinearRegex[] patterns = [.. CompiledClause.Texts(clause).Select(LinearRegex.TryCreate).OfType<LinearRegex>()];

    public bool Accepts(in ContextValue value)
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
