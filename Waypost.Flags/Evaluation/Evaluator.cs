namespace Waypost.Flags;

/// <summary>
/// The evaluator used by SDK, provider and manager. Never throws, never blocks, does no I/O and allocates nothing; thread-safe.
/// </summary>
public static class Evaluator
{
    private static readonly Evaluation NotReady = Evaluation.Failed(
        EvaluationErrorCode.ProviderNotReady,
        "The flags have not been loaded yet."
    );
    private static readonly Evaluation NotFound = Evaluation.Failed(EvaluationErrorCode.FlagNotFound, "There is no flag with this key.");

    /// <summary>Evaluates a flag for a caller that expects a type.</summary>
    /// <param name="snapshot">The flags; null if they are not loaded yet, which gives <c>PROVIDER_NOT_READY</c>.</param>
    /// <param name="flagKey">Key of the flag, compared ordinally.</param>
    /// <param name="expectedType">The type the caller expects; another type gives <c>TYPE_MISMATCH</c>.</param>
    /// <param name="context">The user to evaluate for.</param>
    public static Evaluation Evaluate(CompiledSnapshot? snapshot, string? flagKey, FlagType expectedType, in EvaluationContext context)
    {
        if (snapshot is null)
        {
            return NotReady;
        }
        if (snapshot.Find(flagKey) is not { } flag)
        {
            return NotFound;
        }
        return flag.Type == expectedType ? flag.Evaluate(in context) : flag.TypeMismatch;
    }

    /// <summary>Evaluates a flag of any type.</summary>
    /// <param name="snapshot">The flags; null if they are not loaded yet, which gives <c>PROVIDER_NOT_READY</c>.</param>
    /// <param name="flagKey">Key of the flag, compared ordinally.</param>
    /// <param name="context">The user to evaluate for.</param>
    public static Evaluation Evaluate(CompiledSnapshot? snapshot, string? flagKey, in EvaluationContext context)
    {
        if (snapshot is null)
        {
            return NotReady;
        }
        return snapshot.Find(flagKey) is { } flag ? flag.Evaluate(in context) : NotFound;
    }
}
