using System.Runtime.CompilerServices;

namespace Waypost.Flags;

/// <summary>Whether a single value is one a clause is looking for.</summary>
internal interface IValueTest
{
    /// <param name="value">May be no value at all, or a list within a list: neither is ever looked for.</param>
    bool Accepts(in ContextValue value);
}

/// <summary>
/// A clause about one attribute: a list matches if any element does, and nothing matches what is missing.
/// The test is a struct, so that each operator gets code of its own without a second virtual call.
/// </summary>
internal sealed class AttributeClause<TTest>(Clause clause, TTest test) : CompiledClause
    where TTest : struct, IValueTest
{
    private readonly string attribute = clause.Attribute ?? "";
    private readonly bool isTargetingKey = clause.Attribute == EvaluationContext.TargetingKeyName;
    private readonly bool negate = clause.Negate;
    private readonly TTest test = test;

    internal override bool Matches(in EvaluationContext context)
    {
        if (isTargetingKey)
        {
            return MatchesTargetingKey(context.TargetingKey);
        }

        ref readonly var value = ref context.Find(attribute);
        return (value.Kind == ContextValueKind.List ? AcceptsAny(value.Elements) : Accepts(in value)) != negate;
    }

    private bool MatchesTargetingKey(ContextValue targetingKey) => Accepts(in targetingKey) != negate;

    // By reference: the compiler cannot know that every test is readonly and would copy it for each call.
    private bool Accepts(in ContextValue value) => Unsafe.AsRef(in test).Accepts(in value);

    private bool AcceptsAny(ReadOnlySpan<ContextValue> elements)
    {
        foreach (ref readonly var element in elements)
        {
            if (Accepts(in element))
            {
                return true;
            }
        }

        return false;
    }
}
