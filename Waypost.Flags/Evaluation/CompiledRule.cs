namespace Waypost.Flags;

/// <summary>Clauses that must all match.</summary>
sealed class CompiledRule(CompiledClause[] clauses, CompiledServe serve)
{
    internal CompiledServe Serve { get; } = serve;

    internal bool Matches(in EvaluationContext context) => CompiledClause.AllMatch(clauses, in context);
}
