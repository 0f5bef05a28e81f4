using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Results;

/// <summary>What one metric says about one variant: a label and three sentences for the person who has to decide.</summary>
/// <param name="Tone">good, bad, open, wait or distrust: the shape and colour of the label.</param>
/// <param name="Label">Better, Worse, …</param>
/// <param name="Finding">What was measured.</param>
/// <param name="Certainty">How certain it is.</param>
/// <param name="Advice">What to do.</param>
public sealed record ComparisonSummary(string Tone, string Label, string Finding, string Certainty, string Advice)
{
    public static ComparisonSummary Of(AnalysisResult result, MetricResult metric, Comparison comparison, ResultContext context = default)
    {
        var text = new ComparisonSentences(result, metric, comparison, context);
        // With a sample ratio mismatch there is no winner, whatever the numbers say.
        return (ResultSummary.IsDistrusted(result) ? Decision.DoNotTrust : comparison.Decision) switch
        {
            Decision.Better => new(
                "good",
                text.IsOngoing ? "Already better" : "Better",
                text.Change,
                text.ChangeCertainty,
                text.AdviceIfBetter
            ),
            Decision.Worse => new("bad", text.IsOngoing ? "Already worse" : "Worse", text.Change, text.ChangeCertainty, text.AdviceIfWorse),
            Decision.NoDifferenceShown => new(
                "open",
                text.IsOngoing ? "Not decided yet" : "No difference shown",
                text.Means,
                text.NoDifferenceCertainty,
                text.AdviceIfNoDifference
            ),
            Decision.DoNotTrust => new(
                "distrust",
                "Do not trust",
                text.Means,
                ComparisonSentences.DistrustReason,
                ComparisonSentences.AdviceIfDistrusted
            ),
            _ => new("wait", "Not enough data", text.MeansOrMissing, text.MissingReason, text.AdviceIfMissing),
        };
    }
}
