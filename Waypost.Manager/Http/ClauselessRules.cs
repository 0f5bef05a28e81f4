using Waypost.Flags;
using Waypost.Manager.Core;

namespace Waypost.Manager.Http;

/// <summary>
/// A rule without clauses matches everyone, which nobody ever means to say so. One that was saved before this was refused stays until it is
/// touched: it must not keep anybody from switching its flag off.
/// </summary>
internal static class ClauselessRules
{
    private static readonly string[] Fault = ["Give the rule at least one clause: without one it would match everyone."];

    /// <summary>Null when every rule has a clause.</summary>
    /// <param name="rules">The clauses of each rule.</param>
    /// <param name="isSaved">Whether the rule at this place is saved as it is.</param>
    public static Refusal? Refuses(IEnumerable<IReadOnlyList<Clause>?> rules, Func<int, bool> isSaved)
    {
        var errors = rules
            .Index()
            .Where(rule => rule.Item is null or { Count: 0 } && !isSaved(rule.Index))
            .ToDictionary(rule => $"rules[{rule.Index}].when", _ => Fault);
        return errors.Count == 0 ? null : new Refusal.Invalid(errors);
    }
}
