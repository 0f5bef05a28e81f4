using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Waypost.Flags;

/// <summary><c>in</c>: the same JSON type and the same value; neither "1" nor true equals 1.</summary>
internal readonly struct InMatcher : IValueMatcher
{
    // Comparing up to this many strings one by one, length first, is faster than hashing.
    private const int MaximumListLength = 6;

    private readonly string[] stringList;
    private readonly FrozenSet<string>? stringSet;
    private readonly FrozenSet<double> numbers;
    private readonly bool matchesTrue;
    private readonly bool matchesFalse;

    internal InMatcher(Clause clause)
    {
        var strings = CompiledClause.StringValues(clause);
        stringList = strings.Length <= MaximumListLength ? strings : [];
        stringSet = strings.Length <= MaximumListLength ? null : strings.ToFrozenSet(StringComparer.Ordinal);
        numbers = CompiledClause.NumberValues(clause).ToFrozenSet();
        matchesTrue = clause.Values.Any(value => value.ValueKind == JsonValueKind.True);
        matchesFalse = clause.Values.Any(value => value.ValueKind == JsonValueKind.False);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Matches(in ContextValue value)
    {
        if (value.Text is not { } text)
        {
            return MatchesOther(in value);
        }
        foreach (var candidate in stringList)
        {
            if (candidate == text)
            {
                return true;
            }
        }

        return stringSet is not null && stringSet.Contains(text);
    }

    private bool MatchesOther(in ContextValue value) =>
        value.Kind switch
        {
            ContextValueKind.Number => numbers.Contains(value.Number),
            ContextValueKind.Boolean => value.IsTrue ? matchesTrue : matchesFalse,
            _ => false,
        };
}
