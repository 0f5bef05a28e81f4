using System.Collections.Frozen;

namespace Waypost.Flags;

/// <summary>Whether somebody belongs to a segment.</summary>
internal enum Membership
{
    No,
    Yes,

    /// <summary>A rule of the segment uses an operator this build does not know, so it cannot tell.</summary>
    Unknown,
}

/// <summary>A segment as the evaluator wants it.</summary>
internal sealed class CompiledSegment
{
    private readonly FrozenSet<string> included;
    private readonly FrozenSet<string> excluded;
    private readonly CompiledClause[][] rules;
    private readonly bool hasUnknownOperator;

    internal CompiledSegment(Segment segment)
    {
        included = Users(segment.Included);
        excluded = Users(segment.Excluded);
        rules = [.. segment.Rules.Where(rule => rule is not null).Select(rule => CompiledClause.CompileAll(rule.When, null))];
        hasUnknownOperator = rules.Any(clauses => clauses.Any(clause => clause is UnknownClause));
    }

    /// <summary>Inclusion wins over exclusion, exclusion over rules.</summary>
    internal Membership Holds(in EvaluationContext context)
    {
        if (context.TargetingKey is { } user)
        {
            if (included.Contains(user))
            {
                return Membership.Yes;
            }
            if (excluded.Contains(user))
            {
                return Membership.No;
            }
        }

        foreach (var clauses in rules)
        {
            if (CompiledClause.AllMatch(clauses, in context))
            {
                return Membership.Yes;
            }
        }

        return hasUnknownOperator ? Membership.Unknown : Membership.No;
    }

    private static FrozenSet<string> Users(IReadOnlyList<string> users) =>
        users.Where(user => user is not null).ToFrozenSet(StringComparer.Ordinal);
}
