using System.Runtime.CompilerServices;

namespace Waypost.Flags;

/// <summary>Decides whether a single value matches a clause.</summary>
internal interface IValueMatcher
{
    /// <param name="value">Never matches if it is no value, or a list within a list.</param>
    bool Matches(in ContextValue value);
}

/// <summary>
/// A clause about one attribute: a list matches if any element does, a missing attribute never matches.
/// The matcher is a struct so that the JIT compiles each operator separately and avoids a second virtual call.
/// </summary>
internal sealed class AttributeClause<TMatcher>(Clause clause, TMatcher matcher) : CompiledClause
    where TMatcher : struct, IValueMatcher
{
    private readonly string attribute = clause.Attribute ?? "";
    private readonly bool isTargetingKey = clause.Attribute == EvaluationContext.TargetingKeyName;
    private readonly bool negate = clause.Negate;
    private readonly TMatcher matcher = matcher;

    internal override bool Matches(in EvaluationContext context)
    {
        if (isTargetingKey)
        {
            return MatchesTargetingKey(context.TargetingKey);
        }

        ref readonly var value = ref context.Find(attribute);
        return (value.Kind == ContextValueKind.List ? MatchesAny(value.Elements) : MatchesValue(in value)) != negate;
    }

    private bool MatchesTargetingKey(ContextValue targetingKey) => MatchesValue(in targetingKey) != negate;

    // By reference: the compiler does not know that every matcher is readonly and would copy it on each call.
    private bool MatchesValue(in ContextValue value) => Unsafe.AsRef(in matcher).Matches(in value);

    private bool MatchesAny(ReadOnlySpan<ContextValue> elements)
    {
        foreach (ref readonly var element in elements)
        {
            if (MatchesValue(in element))
            {
                return true;
            }
        }

        return false;
    }
}
