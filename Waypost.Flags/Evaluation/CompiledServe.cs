namespace Waypost.Flags;

/// <summary>What a rule or the fallthrough serves, prepared for evaluation: one result, or one per variant of the rollout.</summary>
internal sealed class CompiledServe
{
    private readonly byte[] saltPrefix;
    private readonly long[] bounds;
    private readonly Evaluation[] results;
    private readonly Evaluation missingTargetingKey;
    private readonly Evaluation invalidWeights;
    private readonly CompiledParticipants? participants;
    private readonly Evaluation? othersResult;

    private CompiledServe(
        byte[] saltPrefix,
        long[] bounds,
        Evaluation[] results,
        Evaluation? variant,
        FlagFailures failures,
        CompiledParticipants? participants = null,
        Evaluation? othersResult = null
    )
    {
        this.saltPrefix = saltPrefix;
        this.bounds = bounds;
        this.results = results;
        this.participants = participants;
        this.othersResult = othersResult;
        Variant = variant;
        missingTargetingKey = failures.MissingTargetingKey;
        invalidWeights = failures.InvalidWeights;
    }

    /// <summary>The result for every context; null if there is a rollout.</summary>
    internal Evaluation? Variant { get; }

    /// <summary>Serves the same result to every context.</summary>
    internal static CompiledServe OfVariant(Evaluation result, FlagFailures failures) => new([], [], [], result, failures);

    /// <summary>
    /// Serves a rollout: each variant gets the buckets below its running sum of weights and not below the one before. If there are
    /// participants, only they get the rollout, and the others their own result.
    /// </summary>
    internal static CompiledServe OfRollout(
        byte[] saltPrefix,
        IReadOnlyList<WeightedVariant> rollout,
        Func<string?, Evaluation> createResult,
        FlagFailures failures,
        CompiledParticipants? participants = null,
        Evaluation? othersResult = null
    )
    {
        var bounds = new long[rollout.Count];
        var results = new Evaluation[rollout.Count];
        var sum = 0L;
        for (var i = 0; i < rollout.Count; i++)
        {
            bounds[i] = sum += rollout[i]?.Weight ?? 0;
            results[i] = createResult(rollout[i]?.Variant);
        }

        return new(saltPrefix, bounds, results, null, failures, participants, othersResult);
    }

    internal Evaluation Select(string? targetingKey)
    {
        if (Variant is { } variant)
        {
            return variant;
        }
        if (targetingKey is null)
        {
            return missingTargetingKey;
        }

        if (participants?.Include(targetingKey) == false)
        {
            return othersResult!;
        }

        var bucket = Bucketing.Bucket(saltPrefix, targetingKey);
        var upperBounds = bounds;
        for (var i = 0; i < upperBounds.Length; i++)
        {
            if (upperBounds[i] > bucket)
            {
                return results[i];
            }
        }

        return invalidWeights;
    }
}
