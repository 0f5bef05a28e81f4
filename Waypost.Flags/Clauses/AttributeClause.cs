namespace Waypost.Flags;

/// <summary>A clause about one attribute: a list matches if any element does, and nothing matches what is missing.</summary>
abstract class AttributeClause(Clause clause) : CompiledClause
{
    readonly string attribute = clause.Attribute ?? "";
    readonly bool isTargetingKey = clause.Attribute == EvaluationContext.TargetingKeyName;
    readonly bool negate = clause.Negate;

    internal sealed override bool Matches(in EvaluationContext context)
    {
        if (isTargetingKey)
        {
            ContextValue targetingKey = context.TargetingKey;
            return Accepts(in targetingKey) != negate;
        }

        ref readonly var value = ref context.Find(attribute);
        return (value.Kind == ContextValueKind.List ? AcceptsAny(value.Elements) : Accepts(in value)) != negate;
    }

    /// <summary>Whether a single value, which may be none or a nested list, is one the clause is looking for.</summary>
    protected abstract bool Accepts(in ContextValue value);

    bool AcceptsAny(ReadOnlySpan<ContextValue> elements)
    {
        foreach (ref readonly var element in elements)
        {
            if (Accepts(in element)) return true;
        }

        return false;
    }
}
