using System.Globalization;
using Waypost.Stats.Statistics;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Analysis;

/// <summary>Counts false alarms and says whether a test keeps its promise. Pure.</summary>
internal static class FalseAlarmRates
{
    /// <summary>Error rate of the rate's interval: a metric in a hundred that behaves well is called otherwise.</summary>
    private const double Alpha = 0.01;

    /// <summary>With fewer splits compared, the rate is one of selected splits.</summary>
    private const double FewestCompared = 0.9;

    /// <param name="because">Why the rate may not be the promised one: ", because …"; empty if nothing is known.</param>
    public static FalseAlarms OfFixed(IReadOnlyList<Resplit> splits, double alpha, string because) =>
        Of([.. splits.Select(split => split.Fixed)], alpha, splits, because, detail: "", isUpperBound: false);

    /// <inheritdoc cref="OfFixed"/>
    public static FalseAlarms OfAlwaysValid(IReadOnlyList<Resplit> splits, string because) =>
        Of(
            [.. splits.Select(split => split.AlwaysValid)],
            AlwaysValidComparison.Alpha,
            splits,
            because,
            Invariant($" at {Resplits.Looks} looks"),
            isUpperBound: true
        );

    private static FalseAlarms Of(
        IReadOnlyList<bool?> found,
        double promised,
        IReadOnlyList<Resplit> splits,
        string because,
        string detail,
        bool isUpperBound
    )
    {
        var (alarms, compared) = (found.Count(one => one is true), found.Count(one => one is not null));
        var interval = compared == 0 ? (Interval?)null : Newcombe.Wilson(new(alarms, compared), CriticalValues.Normal(Alpha));
        var rate = compared == 0 ? (double?)null : (double)alarms / compared;
        var verdict =
            compared < FewestCompared * found.Count ? AaVerdict.NotCompared
            : interval!.Value.Low > promised ? AaVerdict.TooMany
            : interval.Value.High < promised && !isUpperBound ? AaVerdict.TooFew
            : AaVerdict.AsPromised;
        var figure = Invariant($"{rate * 100:0.0} % of {compared:N0} re-splits{detail}");
        var promise = Invariant($"{(isUpperBound ? "at most " : "")}{promised * 100:0.##} %");
        return new()
        {
            Promised = promised,
            Alarms = alarms,
            Compared = compared,
            Rate = rate,
            Interval = interval is { } range ? [range.Low, range.High] : null,
            Verdict = verdict,
            Message = verdict switch
            {
                AaVerdict.AsPromised => $"{figure}: as promised ({promise}).",
                AaVerdict.TooMany => $"{figure}, where {promise} is promised: this metric gives false alarms about "
                    + Invariant($"{rate / promised:0.#} times as often as it should{because}."),
                AaVerdict.TooFew => $"{figure}, where {promise} is promised: the test is cautious with this metric and misses some "
                    + $"effects{because}.",
                _ => Invariant($"Compared in only {compared:N0} of {found.Count:N0} re-splits{detail}. In the others: ")
                    + (splits.Where((_, i) => found[i] is null).Select(split => split.Warning).FirstOrDefault() ?? "too few users."),
            },
        };
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
