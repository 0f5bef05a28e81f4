namespace Waypost.Flags;

/// <summary>
/// The one evaluator, the same in SDK, OFREP and playground. Never throws, never blocks, does no I/O and allocates nothing; thread-safe.
/// </summary>
public static class Evaluator
{
    private static readonly Evaluation NotReady = Evaluation.Failed(EvaluationErrorCode.ProviderNotReady, "No flags have arrived yet.");
    private static readonly Evaluation NotFound = Evaluation.Failed(EvaluationErrorCode.FlagNotFound, "There is no flag of this key.");

    /// <summary>Evaluates a flag for a caller who expects a type.</summary>
    /// <param name="snapshot">The flags; null before any arrived, which answers <c>PROVIDER_NOT_READY</c>.</param>
    /// <param name="flagKey">Compared ordinally.</param>
    /// <param name="asked">The type the caller expects; another answers <c>TYPE_MISMATCH</c>.</param>
    /// <param name="context">Who is asking.</param>
    public static Evaluation Evaluate(CompiledSnapshot? snapshot, string? flagKey, FlagType asked, in EvaluationContext context)
    {
        if (snapshot is null)
        {
            return NotReady;
        }
        if (snapshot.Find(flagKey) is not { } flag)
        {
            return NotFound;
        }
        return flag.Type == asked ? flag.Evaluate(in context) : flag.TypeMismatch;
    }

    /// <summary>Evaluates a flag whatever its type.</summary>
    /// <param name="snapshot">The flags; null before any arrived, which answers <c>PROVIDER_NOT_READY</c>.</param>
    /// <param name="flagKey">Compared ordinally.</param>
    /// <param name="context">Who is asking.</param>
    public static Evaluation Evaluate(CompiledSnapshot? snapshot, string? flagKey, in EvaluationContext context)
    {
        if (snapshot is null)
        {
            return NotReady;
        }
        return snapshot.Find(flagKey) is { } flag ? flag.Evaluate(in context) : NotFound;
    }
}
