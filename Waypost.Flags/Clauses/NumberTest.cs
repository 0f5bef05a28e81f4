namespace Waypost.Flags;

/// <summary><c>lt</c>, <c>lte</c>, <c>gt</c>, <c>gte</c>: any of several bounds is the widest of them.</summary>
internal readonly struct NumberTest : IValueTest
{
    private readonly string op;
    private readonly double bound;

    internal NumberTest(Clause clause)
    {
        op = clause.Op;
        var bounds = CompiledClause.Numbers(clause);
        bound =
            bounds.Length == 0 ? double.NaN
            : op is Operators.LessThan or Operators.LessThanOrEqual ? bounds.Max()
            : bounds.Min();
    }

    // Nothing compares with NaN: neither a clause without numbers nor an attribute that is none.
    public bool Accepts(in ContextValue value) =>
        op switch
        {
            Operators.LessThan => value.Number < bound,
            Operators.LessThanOrEqual => value.Number <= bound,
            Operators.GreaterThan => value.Number > bound,
            _ => value.Number >= bound,
        };
}
