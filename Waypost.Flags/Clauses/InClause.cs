using System.Collections.Frozen;
using System.Text.Json;

namespace Waypost.Flags;

/// <summary><c>in</c>: the same JSON type and the same value, so that neither "1" nor true is 1.</summary>
sealed class InClause : AttributeClause
{
    readonly string? onlyText;
    readonly FrozenSet<string> texts;
    readonly FrozenSet<double> numbers;
    readonly bool acceptsTrue;
    readonly bool acceptsFalse;

    internal InClause(Clause clause)
        : base(clause)
    {
        texts = Texts(clause).ToFrozenSet(StringComparer.Ordinal);
        onlyText = texts.Count == 1 ? texts.Items[0] : null;
        numbers = Numbers(clause).ToFrozenSet();
        acceptsTrue = clause.Values.Any(value => value.ValueKind == JsonValueKind.True);
        acceptsFalse = clause.Values.Any(value => value.ValueKind == JsonValueKind.False);
    }

    protected override bool Accepts(in ContextValue value) => value.Kind switch
    {
        ContextValueKind.Text => onlyText is not null ? onlyText == value.Text : texts.Contains(value.Text!),
        ContextValueKind.Number => numbers.Contains(value.Number),
        ContextValueKind.Boolean => value.IsTrue ? acceptsTrue : acceptsFalse,
        _ => false,
    };
}
