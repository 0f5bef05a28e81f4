namespace Waypost.Flags;

/// <summary><c>inSegment</c>: the attribute does not matter, and nobody belongs to a segment that is not there.</summary>
internal sealed class SegmentClause : CompiledClause
{
    private readonly bool negate;
    private readonly CompiledSegment[] segments;

    internal SegmentClause(Clause clause, IReadOnlyDictionary<string, CompiledSegment> known)
    {
        negate = clause.Negate;
        var segments = new List<CompiledSegment>();
        foreach (var key in Texts(clause))
        {
            if (known.TryGetValue(key, out var segment))
            {
                segments.Add(segment);
            }
        }

        this.segments = [.. segments];
    }

    internal override bool Matches(in EvaluationContext context)
    {
        var uncertain = false;
        foreach (var segment in segments)
        {
            var membership = segment.Holds(in context);
            if (membership == Membership.Yes)
            {
                return !negate;
            }
            uncertain |= membership == Membership.Unknown;
        }

        // Not known to be in: that is not the same as known to be out.
        return negate && !uncertain;
    }
}
