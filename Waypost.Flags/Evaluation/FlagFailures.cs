namespace Waypost.Flags;

/// <summary>The failures a flag can answer with, prepared.</summary>
internal sealed class FlagFailures(Flag flag)
{
    internal Evaluation TypeMismatch { get; } =
        Evaluation.Failed(EvaluationErrorCode.TypeMismatch, $"Flag '{flag.Key}' is of type {flag.Type}, not of the type asked for.");

    internal Evaluation NoTargetingKey { get; } =
        Evaluation.Failed(EvaluationErrorCode.TargetingKeyMissing, $"Flag '{flag.Key}' splits by targeting key, and the context has none.");

    internal Evaluation WeightsFallShort { get; } =
        Evaluation.Failed(
            EvaluationErrorCode.ParseError,
            $"The weights of a rollout of flag '{flag.Key}' do not sum to {WeightedVariant.Total}."
        );

    internal Evaluation ServesNothing { get; } =
        Evaluation.Failed(EvaluationErrorCode.ParseError, $"Flag '{flag.Key}' serves neither one variant nor a rollout.");

    internal Evaluation UnknownVariant { get; } =
        Evaluation.Failed(EvaluationErrorCode.ParseError, $"Flag '{flag.Key}' serves a variant it does not have.");

    internal Evaluation UnknownType { get; } =
        Evaluation.Failed(EvaluationErrorCode.ParseError, $"Flag '{flag.Key}' is of a type this version does not know.");

    internal Evaluation Unforeseen(Exception exception) =>
        Evaluation.Failed(EvaluationErrorCode.General, $"Evaluating flag '{flag.Key}' failed with {exception.GetType().Name}.");
}
