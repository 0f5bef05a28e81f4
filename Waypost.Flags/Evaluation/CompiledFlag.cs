using System.Collections.Frozen;
using System.Text.Json;

namespace Waypost.Flags;

/// <summary>A flag prepared for evaluation: values parsed, every possible result created in advance.</summary>
internal sealed class CompiledFlag
{
    private readonly FlagFailures failures;
    private readonly Evaluation? constantResult;
    private readonly FrozenDictionary<string, Evaluation>? assignments;
    private readonly CompiledRule[] rules;
    private readonly CompiledServe fallthrough;

    internal CompiledFlag(Flag flag, IReadOnlyDictionary<string, CompiledSegment> segments)
    {
        Source = flag;
        Type = flag.Type;
        failures = new(flag);
        var saltPrefix = Bucketing.SaltPrefix(flag.Salt ?? "");
        assignments = CompileAssignments(flag);
        rules =
        [
            .. flag
                .Rules.Where(rule => rule is not null)
                .Select(rule => new CompiledRule(
                    CompiledClause.CompileAll(rule.When, segments),
                    Compile(flag, rule.Serve, saltPrefix, EvaluationReason.TargetingMatch, EvaluationReason.TargetingMatch, rule.Id, null)
                )),
        ];
        var hasNoTargeting = assignments is null && rules.Length == 0;
        fallthrough = Compile(
            flag,
            flag.Fallthrough,
            saltPrefix,
            hasNoTargeting ? EvaluationReason.Static : EvaluationReason.Default,
            EvaluationReason.Split,
            null,
            flag.Experiment?.Id
        );
        constantResult =
            flag.Type == FlagType.Unknown ? failures.UnknownType
            : !flag.Enabled ? CreateResult(flag, flag.OffVariant, EvaluationReason.Disabled, null, null)
            : hasNoTargeting ? fallthrough.Variant
            : null;
    }

    /// <summary>The flag it was compiled from.</summary>
    internal Flag Source { get; }

    internal FlagType Type { get; }

    internal Evaluation TypeMismatch => failures.TypeMismatch;

    internal Evaluation Evaluate(in EvaluationContext context) => constantResult ?? EvaluateFor(in context);

    private Evaluation EvaluateFor(in EvaluationContext context)
    {
        if (assignments is { } byUser && context.TargetingKey is { } user && byUser.TryGetValue(user, out var assigned))
        {
            return assigned;
        }

        try
        {
            foreach (var rule in rules)
            {
                if (rule.Matches(in context))
                {
                    return rule.Serve.Select(context.TargetingKey);
                }
            }

            return fallthrough.Select(context.TargetingKey);
        }
        catch (Exception exception)
        {
            // Evaluation never throws: a regular expression that times out, or an unexpected error, gives the caller's default.
            return failures.Unexpected(exception);
        }
    }

    private FrozenDictionary<string, Evaluation>? CompileAssignments(Flag flag)
    {
        if (flag.Assignments.Count == 0)
        {
            return null;
        }

        // Users with the same variant share one result.
        var results = new Dictionary<string, Evaluation>(StringComparer.Ordinal);
        return flag.Assignments.ToFrozenDictionary(
            assignment => assignment.Key,
            assignment =>
            {
                if (assignment.Value is not { } variant)
                {
                    return failures.UnknownVariant;
                }
                if (!results.TryGetValue(variant, out var result))
                {
                    results.Add(variant, result = CreateResult(flag, variant, EvaluationReason.TargetingMatch, null, null));
                }

                return result;
            },
            StringComparer.Ordinal
        );
    }

    private CompiledServe Compile(
        Flag flag,
        Serve? serve,
        byte[] saltPrefix,
        EvaluationReason variantReason,
        EvaluationReason rolloutReason,
        string? ruleId,
        long? experimentId
    ) =>
        serve switch
        {
            // Only the fallthrough has participants: a rule is not an experiment.
            { Variant: { } others, Rollout: null, Participants: { } participants } when rolloutReason == EvaluationReason.Split =>
                CompiledServe.OfRollout(
                    saltPrefix,
                    participants.Rollout,
                    variant => CreateResult(flag, variant, rolloutReason, ruleId, experimentId),
                    failures,
                    new(participants),
                    CreateResult(flag, others, rolloutReason, ruleId, null)
                ),
            { Variant: { } variant, Rollout: null } => CompiledServe.OfVariant(
                CreateResult(flag, variant, variantReason, ruleId, null),
                failures
            ),
            { Variant: null, Rollout: { } rollout } => CompiledServe.OfRollout(
                saltPrefix,
                rollout,
                variant => CreateResult(flag, variant, rolloutReason, ruleId, experimentId),
                failures
            ),
            _ => CompiledServe.OfVariant(failures.InvalidServe, failures),
        };

    private Evaluation CreateResult(Flag flag, string? variant, EvaluationReason reason, string? ruleId, long? experimentId) =>
        variant is not null && flag.Variants.TryGetValue(variant, out JsonElement value)
            ? Evaluation.Serve(flag, variant, value, reason, ruleId, experimentId)
            : failures.UnknownVariant;
}
