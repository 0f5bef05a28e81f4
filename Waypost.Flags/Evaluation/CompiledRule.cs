using System.Runtime.CompilerServices;

namespace Waypost.Flags;

/// <summary>A rule prepared for evaluation: clauses that must all match, and what is served then.</summary>
internal sealed class CompiledRule(CompiledClause[] clauses, CompiledServe serve)
{
    // Most rules have one clause; a field is faster to reach than an array element.
    private readonly CompiledClause? first = clauses.FirstOrDefault();
    private readonly CompiledClause[] others = [.. clauses.Skip(1)];

    internal CompiledServe Serve { get; } = serve;

    // Inlined because the call would cost as much as the comparison.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Matches(in EvaluationContext context) =>
        first is null || (first.Matches(in context) && (others.Length == 0 || CompiledClause.AllMatch(others, in context)));
}
