using System.Collections.Frozen;

namespace Waypost.Flags;

/// <summary>Whether a context belongs to a segment.</summary>
internal enum SegmentMembership
{
    No,
    Yes,

    /// <summary>Undecidable: a rule of the segment uses an operator this version does not know.</summary>
    Unknown,
}

/// <summary>A segment prepared for evaluation.</summary>
internal sealed class CompiledSegment
{
    private readonly FrozenSet<string> included;
    private readonly FrozenSet<string> excluded;
    private readonly CompiledClause[][] rules;
    private readonly bool hasUnknownOperator;

    internal CompiledSegment(Segment segment)
    {
        included = ToSet(segment.Included);
        excluded = ToSet(segment.Excluded);
        rules = [.. segment.Rules.Where(rule => rule is not null).Select(rule => CompiledClause.CompileAll(rule.When, null))];
        hasUnknownOperator = rules.Any(clauses => clauses.Any(clause => clause is UnknownClause));
    }

    /// <summary>Inclusion takes precedence over exclusion, exclusion over rules.</summary>
    internal SegmentMembership GetMembership(in EvaluationContext context)
    {
        if (context.TargetingKey is { } user)
        {
            if (included.Contains(user))
            {
                return SegmentMembership.Yes;
            }
            if (excluded.Contains(user))
            {
                return SegmentMembership.No;
            }
        }

        foreach (var clauses in rules)
        {
            if (CompiledClause.AllMatch(clauses, in context))
            {
                return SegmentMembership.Yes;
            }
        }

        return hasUnknownOperator ? SegmentMembership.Unknown : SegmentMembership.No;
    }

    private static FrozenSet<string> ToSet(IReadOnlyList<string> users) =>
        users.Where(user => user is not null).ToFrozenSet(StringComparer.Ordinal);
}
