using System.Text.Json;

namespace Waypost.Flags;

/// <summary>A clause whose values are parsed.</summary>
internal abstract class CompiledClause
{
    internal abstract bool Matches(in EvaluationContext context);

    internal static bool AllMatch(CompiledClause[] clauses, in EvaluationContext context)
    {
        foreach (var clause in clauses)
        {
            if (!clause.Matches(in context))
            {
                return false;
            }
        }

        return true;
    }

    /// <param name="clauses">The clauses of one rule.</param>
    /// <param name="segments">The segments a clause may refer to; null inside a segment, which may refer to none.</param>
    internal static CompiledClause[] CompileAll(IReadOnlyList<Clause> clauses, IReadOnlyDictionary<string, CompiledSegment>? segments) =>
        [.. clauses.Select(clause => Compile(clause, segments))];

    private static CompiledClause Compile(Clause? clause, IReadOnlyDictionary<string, CompiledSegment>? segments) =>
        clause?.Op switch
        {
            Operators.In => new AttributeClause<InMatcher>(clause, new(clause)),
            Operators.StartsWith => new AttributeClause<StartsWithMatcher>(clause, new(clause)),
            Operators.EndsWith => new AttributeClause<EndsWithMatcher>(clause, new(clause)),
            Operators.Contains => new AttributeClause<ContainsMatcher>(clause, new(clause)),
            Operators.Matches => new AttributeClause<RegexMatcher>(clause, new(clause)),
            Operators.LessThan or Operators.LessThanOrEqual or Operators.GreaterThan or Operators.GreaterThanOrEqual =>
                new AttributeClause<NumberMatcher>(clause, new(clause)),
            Operators.Before or Operators.After => new AttributeClause<TimeMatcher>(clause, new(clause)),
            Operators.SemverEqual or Operators.SemverLessThan or Operators.SemverGreaterThan => new AttributeClause<SemverMatcher>(
                clause,
                new(clause)
            ),
            Operators.InSegment when segments is not null => new SegmentClause(clause, segments),
            _ => UnknownClause.Instance,
        };

    /// <summary>The clause's values that are strings.</summary>
    internal static string[] StringValues(Clause clause) => [.. clause.Values.Select(JsonText.Read).OfType<string>()];

    /// <summary>The clause's values that are numbers.</summary>
    internal static double[] NumberValues(Clause clause)
    {
        var numbers = new List<double>();
        foreach (var value in clause.Values)
        {
            if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number))
            {
                numbers.Add(number);
            }
        }

        return [.. numbers];
    }
}

/// <summary>A clause with an operator of a newer version. It never matches, not even negated, because its result is unknown.</summary>
internal sealed class UnknownClause : CompiledClause
{
    internal static readonly UnknownClause Instance = new();

    internal override bool Matches(in EvaluationContext context) => false;
}
