namespace Waypost.Flags;

/// <summary>The failures that evaluating a flag can give, created in advance.</summary>
internal sealed class FlagFailures(Flag flag)
{
    internal Evaluation TypeMismatch { get; } =
        Evaluation.Failed(EvaluationErrorCode.TypeMismatch, $"Flag '{flag.Key}' has type {flag.Type}, not the requested type.");

    internal Evaluation MissingTargetingKey { get; } =
        Evaluation.Failed(
            EvaluationErrorCode.TargetingKeyMissing,
            $"Flag '{flag.Key}' has a rollout, which needs a targeting key; the context has none."
        );

    internal Evaluation InvalidWeights { get; } =
        Evaluation.Failed(
            EvaluationErrorCode.ParseError,
            $"The weights of a rollout of flag '{flag.Key}' do not add up to {WeightedVariant.Total}."
        );

    internal Evaluation InvalidServe { get; } =
        Evaluation.Failed(EvaluationErrorCode.ParseError, $"Flag '{flag.Key}' must serve either one variant or a rollout.");

    internal Evaluation UnknownVariant { get; } =
        Evaluation.Failed(EvaluationErrorCode.ParseError, $"Flag '{flag.Key}' serves a variant it does not have.");

    internal Evaluation UnknownType { get; } =
        Evaluation.Failed(EvaluationErrorCode.ParseError, $"Flag '{flag.Key}' has a type this version does not know.");

    internal Evaluation Unexpected(Exception exception) =>
        Evaluation.Failed(EvaluationErrorCode.General, $"Evaluating flag '{flag.Key}' failed with {exception.GetType().Name}.");
}
