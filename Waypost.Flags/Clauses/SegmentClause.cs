namespace Waypost.Flags;

/// <summary><c>inSegment</c>: ignores the attribute; a segment that does not exist has no members.</summary>
internal sealed class SegmentClause : CompiledClause
{
    private readonly bool negate;
    private readonly CompiledSegment[] segments;

    internal SegmentClause(Clause clause, IReadOnlyDictionary<string, CompiledSegment> allSegments)
    {
        negate = clause.Negate;
        var segments = new List<CompiledSegment>();
        foreach (var key in StringValues(clause))
        {
            if (allSegments.TryGetValue(key, out var segment))
            {
                segments.Add(segment);
            }
        }

        this.segments = [.. segments];
    }

    internal override bool Matches(in EvaluationContext context)
    {
        var isUncertain = false;
        foreach (var segment in segments)
        {
            var membership = segment.GetMembership(in context);
            if (membership == SegmentMembership.Yes)
            {
                return !negate;
            }
            isUncertain |= membership == SegmentMembership.Unknown;
        }

        // A negated clause matches only if the context is certainly not a member.
        return negate && !isUncertain;
    }
}
