using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Waypost.Flags;

/// <summary><c>in</c>: the same JSON type and the same value, so that neither "1" nor true is 1.</summary>
internal readonly struct InTest : IValueTest
{
    // Up to here comparing one by one, which looks at lengths first, beats hashing.
    private const int Few = 6;

    private readonly string[] fewTexts;
    private readonly FrozenSet<string>? manyTexts;
    private readonly FrozenSet<double> numbers;
    private readonly bool acceptsTrue;
    private readonly bool acceptsFalse;

    internal InTest(Clause clause)
    {
        var texts = CompiledClause.Texts(clause);
        fewTexts = texts.Length <= Few ? texts : [];
        manyTexts = texts.Length <= Few ? null : texts.ToFrozenSet(StringComparer.Ordinal);
        numbers = CompiledClause.Numbers(clause).ToFrozenSet();
        acceptsTrue = clause.Values.Any(value => value.ValueKind == JsonValueKind.True);
        acceptsFalse = clause.Values.Any(value => value.ValueKind == JsonValueKind.False);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Accepts(in ContextValue value)
    {
        if (value.Text is not { } text)
        {
            return AcceptsOther(in value);
        }
        foreach (var candidate in fewTexts)
        {
            if (candidate == text)
            {
                return true;
            }
        }

        return manyTexts is not null && manyTexts.Contains(text);
    }

    private bool AcceptsOther(in ContextValue value) =>
        value.Kind switch
        {
            ContextValueKind.Number => numbers.Contains(value.Number),
            ContextValueKind.Boolean => value.IsTrue ? acceptsTrue : acceptsFalse,
            _ => false,
        };
}
