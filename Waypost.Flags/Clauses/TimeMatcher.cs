namespace Waypost.Flags;

/// <summary><c>before</c>, <c>after</c>: times in RFC 3339 with any offset.</summary>
internal readonly struct TimeMatcher : IValueMatcher
{
    private readonly bool before;
    private readonly long bound;

    internal TimeMatcher(Clause clause)
    {
        before = clause.Op == Operators.Before;
        // With several bounds the widest one decides; without any, nothing is before MinValue or after MaxValue.
        bound = before ? long.MinValue : long.MaxValue;
        foreach (var text in CompiledClause.StringValues(clause))
        {
            if (Rfc3339.TryParse(text, out var ticks))
            {
                bound = before ? Math.Max(bound, ticks) : Math.Min(bound, ticks);
            }
        }
    }

    public bool Matches(in ContextValue value) =>
        value.Text is { } text && Rfc3339.TryParse(text, out var ticks) && (before ? ticks < bound : ticks > bound);
}
