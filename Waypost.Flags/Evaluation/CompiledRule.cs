using System.Runtime.CompilerServices;

namespace Waypost.Flags;

/// <summary>Clauses that must all match.</summary>
internal sealed class CompiledRule(CompiledClause[] clauses, CompiledServe serve)
{
    // Most rules have one clause: reached without going through the array.
    private readonly CompiledClause? first = clauses.FirstOrDefault();
    private readonly CompiledClause[] others = [.. clauses.Skip(1)];

    internal CompiledServe Serve { get; } = serve;

    // Inlined by order: the call costs as much as comparing the attribute.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Matches(in EvaluationContext context) =>
        first is null || (first.Matches(in context) && (others.Length == 0 || CompiledClause.AllMatch(others, in context)));
}
