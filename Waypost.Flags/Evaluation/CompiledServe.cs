namespace Waypost.Flags;

/// <summary>What a rule or the fallthrough serves: one prepared answer, or one per share of the rollout.</summary>
internal sealed class CompiledServe
{
    private readonly byte[] saltPrefix;
    private readonly long[] bounds;
    private readonly Evaluation[] answers;
    private readonly Evaluation noKey;
    private readonly Evaluation beyond;

    private CompiledServe(byte[] saltPrefix, long[] bounds, Evaluation[] answers, Evaluation? single, FlagFailures failures)
    {
        this.saltPrefix = saltPrefix;
        this.bounds = bounds;
        this.answers = answers;
        Single = single;
        noKey = failures.NoTargetingKey;
        beyond = failures.WeightsFallShort;
    }

    /// <summary>The answer for everybody; null if there is a rollout.</summary>
    internal Evaluation? Single { get; }

    /// <summary>One answer whoever asks.</summary>
    internal static CompiledServe Always(Evaluation answer, FlagFailures failures) => new([], [], [], answer, failures);

    /// <summary>A rollout: shares in their order, each owning the buckets below its running sum.</summary>
    internal static CompiledServe Split(
        byte[] saltPrefix,
        IReadOnlyList<WeightedVariant> rollout,
        Func<string, Evaluation> answer,
        FlagFailures failures
    )
    {
        var bounds = new long[rollout.Count];
        var answers = new Evaluation[rollout.Count];
        var sum = 0L;
        for (var i = 0; i < rollout.Count; i++)
        {
            bounds[i] = sum += rollout[i]?.Weight ?? 0;
            answers[i] = answer(rollout[i]?.Variant ?? "");
        }

        return new(saltPrefix, bounds, answers, null, failures);
    }

    internal Evaluation For(string? targetingKey)
    {
        if (Single is { } single)
        {
            return single;
        }
        if (targetingKey is null)
        {
            return noKey;
        }

        var bucket = Bucketing.Bucket(saltPrefix, targetingKey);
        var limits = bounds;
        for (var i = 0; i < limits.Length; i++)
        {
            if (limits[i] > bucket)
            {
                return answers[i];
            }
        }

        return beyond;
    }
}
