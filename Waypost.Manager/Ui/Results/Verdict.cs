using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Results;

/// <summary>What one metric says about one variant: in a word, and in three sentences for somebody who has to decide.</summary>
/// <param name="Look">good, bad, open, wait or distrust: the shape and the colour of the word.</param>
/// <param name="Word">Better, Worse, …</param>
/// <param name="Happened">What happened.</param>
/// <param name="Sure">How sure one can be.</param>
/// <param name="Do">What to do.</param>
public sealed record Verdict(string Look, string Word, string Happened, string Sure, string Do)
{
    public static Verdict Of(AnalysisResult result, MetricResult metric, Comparison comparison, Since since = default)
    {
        var words = new VerdictWords(result, metric, comparison, since);
        // While the sample ratio is wrong nothing wins, whatever the figures say.
        return (Headline.IsDistrusted(result) ? Decision.DoNotTrust : comparison.Decision) switch
        {
            Decision.Better => new("good", words.Runs ? "Better, already" : "Better", words.Moved, words.SureOfIt, words.AfterBetter),
            Decision.Worse => new("bad", words.Runs ? "Worse, already" : "Worse", words.Moved, words.SureOfIt, words.AfterWorse),
            Decision.NoDifferenceShown => new(
                "open",
                words.Runs ? "Undecided so far" : "No difference shown",
                words.Seen,
                words.NotShown,
                words.AfterNothing
            ),
            Decision.DoNotTrust => new("distrust", "Do not trust", words.Seen, VerdictWords.Distrusted, VerdictWords.AfterDistrust),
            _ => new("wait", "Not enough data", words.Missing, words.WhyMissing, words.AfterMissing),
        };
    }
}
