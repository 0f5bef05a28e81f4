using System.Collections.Frozen;
using System.Text.Json;

namespace Waypost.Flags;

/// <summary>One flag as the evaluator wants it: every value parsed, every answer prepared.</summary>
internal sealed class CompiledFlag
{
    private readonly FlagFailures failures;
    private readonly Evaluation? settled;
    private readonly FrozenDictionary<string, Evaluation>? assignments;
    private readonly CompiledRule[] rules;
    private readonly CompiledServe fallthrough;

    internal CompiledFlag(Flag flag, IReadOnlyDictionary<string, CompiledSegment> segments)
    {
        Source = flag;
        Type = flag.Type;
        failures = new(flag);
        var saltPrefix = Bucketing.Prefix(flag.Salt ?? "");
        assignments = CompileAssignments(flag);
        rules =
        [
            .. flag
                .Rules.Where(rule => rule is not null)
                .Select(rule => new CompiledRule(
                    CompiledClause.CompileAll(rule.When, segments),
                    CompileServe(
                        flag,
                        rule.Serve,
                        saltPrefix,
                        EvaluationReason.TargetingMatch,
                        EvaluationReason.TargetingMatch,
                        rule.Id,
                        null
                    )
                )),
        ];
        var everybody = assignments is null && rules.Length == 0;
        fallthrough = CompileServe(
            flag,
            flag.Fallthrough,
            saltPrefix,
            everybody ? EvaluationReason.Static : EvaluationReason.Default,
            EvaluationReason.Split,
            null,
            flag.Experiment?.Id
        );
        settled =
            flag.Type == FlagType.Unknown ? failures.UnknownType
            : !flag.Enabled ? Answer(flag, flag.OffVariant, EvaluationReason.Disabled, null, null)
            : everybody ? fallthrough.Single
            : null;
    }

    /// <summary>What it was compiled from.</summary>
    internal Flag Source { get; }

    internal FlagType Type { get; }

    internal Evaluation TypeMismatch => failures.TypeMismatch;

    internal Evaluation Evaluate(in EvaluationContext context) => settled ?? EvaluateFor(in context);

    private Evaluation EvaluateFor(in EvaluationContext context)
    {
        if (assignments is { } custom && context.TargetingKey is { } user && custom.TryGetValue(user, out var assigned))
        {
            return assigned;
        }

        try
        {
            foreach (var rule in rules)
            {
                if (rule.Matches(in context))
                {
                    return rule.Serve.For(context.TargetingKey);
                }
            }

            return fallthrough.For(context.TargetingKey);
        }
        catch (Exception unforeseen)
        {
            // Evaluation never throws: a regular expression out of time, and whatever nobody foresaw, is the caller's default.
            return failures.Unforeseen(unforeseen);
        }
    }

    private FrozenDictionary<string, Evaluation>? CompileAssignments(Flag flag)
    {
        if (flag.Assignments.Count == 0)
        {
            return null;
        }

        // One answer per variant, however many users share it.
        var answers = new Dictionary<string, Evaluation>(StringComparer.Ordinal);
        return flag.Assignments.ToFrozenDictionary(
            assignment => assignment.Key,
            assignment =>
            {
                var variant = assignment.Value ?? "";
                if (!answers.TryGetValue(variant, out var answer))
                {
                    answers.Add(variant, answer = Answer(flag, variant, EvaluationReason.TargetingMatch, null, null));
                }

                return answer;
            },
            StringComparer.Ordinal
        );
    }

    private CompiledServe CompileServe(
        Flag flag,
        Serve? serve,
        byte[] saltPrefix,
        EvaluationReason forOne,
        EvaluationReason forSplit,
        string? ruleId,
        long? experimentId
    ) =>
        serve switch
        {
            { Variant: { } variant, Rollout: null } => CompiledServe.Always(Answer(flag, variant, forOne, ruleId, null), failures),
            { Variant: null, Rollout: { } rollout } => CompiledServe.Split(
                saltPrefix,
                rollout,
                variant => Answer(flag, variant, forSplit, ruleId, experimentId),
                failures
            ),
            _ => CompiledServe.Always(failures.ServesNothing, failures),
        };

    private Evaluation Answer(Flag flag, string? variant, EvaluationReason reason, string? ruleId, long? experimentId) =>
        variant is not null && flag.Variants.TryGetValue(variant, out JsonElement value)
            ? Evaluation.Served(flag, variant, value, reason, ruleId, experimentId)
            : failures.UnknownVariant;
}
