namespace Waypost.Flags;

/// <summary><c>before</c>, <c>after</c>: moments in RFC 3339, whatever their offset.</summary>
internal readonly struct TimeTest : IValueTest
{
    private readonly bool before;
    private readonly long bound;

    internal TimeTest(Clause clause)
    {
        before = clause.Op == Operators.Before;
        // Any of several bounds is the widest of them; without any, nothing is before the start or after the end of time.
        bound = before ? long.MinValue : long.MaxValue;
        foreach (var text in CompiledClause.Texts(clause))
        {
            if (Rfc3339.TryParse(text, out var ticks))
            {
                bound = before ? Math.Max(bound, ticks) : Math.Min(bound, ticks);
            }
        }
    }

    public bool Accepts(in ContextValue value) =>
        value.Text is { } text && Rfc3339.TryParse(text, out var ticks) && (before ? ticks < bound : ticks > bound);
}
