using Waypost.Flags;
using Waypost.Manager.Core;

namespace Waypost.Manager.Http;

/// <summary>
/// Refuses rules without clauses: they would match everyone, which is probably a mistake. Such a rule that an earlier version saved may
/// stay unchanged, so that its flag can still be edited.
/// </summary>
internal static class EmptyRules
{
    private static readonly string[] Fault = ["Give the rule at least one clause: without one it would match everyone."];

    /// <summary>Null when every rule has a clause.</summary>
    /// <param name="rules">The clauses of each rule.</param>
    /// <param name="isSaved">Whether the rule at this index is already saved unchanged.</param>
    public static Refusal? Check(IEnumerable<IReadOnlyList<Clause>?> rules, Func<int, bool> isSaved)
    {
        var errors = rules
            .Index()
            .Where(rule => rule.Item is null or { Count: 0 } && !isSaved(rule.Index))
            .ToDictionary(rule => $"rules[{rule.Index}].when", _ => Fault);
        return errors.Count == 0 ? null : new Refusal.Invalid(errors);
    }
}
