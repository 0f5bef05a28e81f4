namespace Waypost.Flags;

/// <summary><c>lt</c>, <c>lte</c>, <c>gt</c>, <c>gte</c>: with several bounds the widest one decides.</summary>
internal readonly struct NumberMatcher : IValueMatcher
{
    private readonly string op;
    private readonly double bound;

    internal NumberMatcher(Clause clause)
    {
        op = clause.Op;
        var bounds = CompiledClause.NumberValues(clause);
        bound =
            bounds.Length == 0 ? double.NaN
            : op is Operators.LessThan or Operators.LessThanOrEqual ? bounds.Max()
            : bounds.Min();
    }

    // NaN stands for a clause without numbers and for an attribute that is not a number; comparisons with it are false.
    public bool Matches(in ContextValue value) =>
        op switch
        {
            Operators.LessThan => value.Number < bound,
            Operators.LessThanOrEqual => value.Number <= bound,
            Operators.GreaterThan => value.Number > bound,
            _ => value.Number >= bound,
        };
}
