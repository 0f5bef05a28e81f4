using System.Text.Json;
using Waypost.Stats.Statistics;

namespace Waypost.Stats.Tests.Statistics.Conformance;

/// <summary>Waypost's results for a case, by the names the case uses.</summary>
internal static class ConformanceResults
{
    /// <summary>All methods of <see cref="Compute"/>.</summary>
    internal static readonly IReadOnlyList<string> Methods =
    [
        "tails.normal",
        "tails.student",
        "tails.chiSquare",
        "tails.f",
        "critical.normal",
        "critical.student",
        "welch",
        "lift",
        "chiSquare",
        "newcombe",
        "wilson",
        "fisher",
        "omnibusPearson",
        "welchAnova",
        "holm",
        "benjaminiHochberg",
        "sampleRatio",
        "moments",
        "ratio",
        "cuped",
        "quantile",
        "percentile",
        "alwaysValid",
        "bayesian",
        "sampleSizeOfMeans",
        "sampleSizeOfProportions",
        "powerOfMeans",
        "powerOfProportions",
        "detectableDifferenceOfMeans",
        "detectableDifferenceOfProportions",
    ];

    internal static IReadOnlyDictionary<string, object?> Compute(string method, JsonElement input) =>
        method switch
        {
            "tails.normal" => new Dictionary<string, object?> { ["p"] = Tails.NormalTwoSided(input.Number("z")) },
            "tails.student" => new Dictionary<string, object?> { ["p"] = Tails.StudentTwoSided(input.Number("t"), input.Number("df")) },
            "tails.chiSquare" => new Dictionary<string, object?> { ["p"] = Tails.ChiSquare(input.Number("x"), input.Number("df")) },
            "tails.f" => new Dictionary<string, object?> { ["p"] = Tails.F(input.Number("f"), input.Number("d1"), input.Number("d2")) },
            "critical.normal" => new Dictionary<string, object?> { ["value"] = CriticalValues.Normal(input.Number("alpha")) },
            "critical.student" => new Dictionary<string, object?>
            {
                ["value"] = CriticalValues.Student(input.Number("alpha"), input.Number("df")),
            },
            "welch" => Of(Welch.Compare(input.Moments("control"), input.Moments("test"), input.Number("alpha"))),
            "lift" => Of(Lift.Of(input.Moments("control"), input.Moments("test"), input.Number("alpha"))),
            "chiSquare" => Of(
                ChiSquare.Compare(input.Proportion("control"), input.Proportion("test"), input.Number("alpha"), input.Flag("yates"))
            ),
            "newcombe" => new Dictionary<string, object?>
            {
                ["interval"] = Newcombe.Interval(input.Proportion("control"), input.Proportion("test"), input.Number("alpha")),
            },
            "wilson" => new Dictionary<string, object?>
            {
                ["interval"] = Newcombe.Wilson(input.Proportion("arm"), CriticalValues.Normal(input.Number("alpha"))),
            },
            "fisher" => new Dictionary<string, object?> { ["p"] = Fisher.PValue(input.Proportion("control"), input.Proportion("test")) },
            "omnibusPearson" => Of(Omnibus.Pearson(input.Proportions())),
            "welchAnova" => Of(Omnibus.WelchAnova(input.Arms())),
            "holm" => new Dictionary<string, object?> { ["p"] = Holm.Adjust(input.NumbersOrNull("p")) },
            "benjaminiHochberg" => new Dictionary<string, object?> { ["p"] = BenjaminiHochberg.Adjust(input.NumbersOrNull("p")) },
            "sampleRatio" => Of(
                SampleRatioMismatch.Test(
                    [.. input.GetProperty("observed").EnumerateArray().Select(n => n.GetInt64())],
                    input.Numbers("weights")
                )
            ),
            "moments" => Of(input.Moments()),
            "ratio" => Ratio(input),
            "cuped" => CupedWelch(input),
            "quantile" => Quantile(input),
            "percentile" => new Dictionary<string, object?>
            {
                ["value"] = Caps.Percentile(input.Numbers("ascending"), input.Number("share")),
            },
            "alwaysValid" => Of(
                ConfidenceSequence.Compare(
                    input.Moments("control"),
                    input.Moments("test"),
                    input.Number("alpha"),
                    input.Integer("plannedTotal")
                )!
            ),
            "bayesian" => Of(Bayesian.Posterior(input.Number("lift"), input.Number("standardError"), input.Flag("increase"))!),
            "sampleSizeOfMeans" => Users(SampleSize.ForMeans(input.Number("difference"), input.Number("variance"), input.Design())),
            "sampleSizeOfProportions" => Users(SampleSize.ForProportions(input.Number("control"), input.Number("test"), input.Design())),
            "powerOfMeans" => new Dictionary<string, object?>
            {
                ["power"] = SampleSize.PowerOfMeans(
                    input.Number("total"),
                    input.Number("difference"),
                    input.Number("variance"),
                    input.Design()
                ),
            },
            "powerOfProportions" => new Dictionary<string, object?>
            {
                ["power"] = SampleSize.PowerOfProportions(
                    input.Number("total"),
                    input.Number("control"),
                    input.Number("test"),
                    input.Design()
                ),
            },
            "detectableDifferenceOfMeans" => new Dictionary<string, object?>
            {
                ["difference"] = SampleSize.DetectableDifferenceOfMeans(input.Number("total"), input.Number("variance"), input.Design()),
            },
            "detectableDifferenceOfProportions" => new Dictionary<string, object?>
            {
                ["difference"] = SampleSize.DetectableDifferenceOfProportions(
                    input.Number("total"),
                    input.Number("control"),
                    input.Flag("increase"),
                    input.Design()
                ),
            },
            _ => throw new ArgumentException($"Unknown method {method}.", nameof(method)),
        };

    private static Dictionary<string, object?> Of(Estimate estimate) =>
        new()
        {
            ["difference"] = estimate.Difference,
            ["standardError"] = estimate.StandardError,
            ["statistic"] = estimate.Statistic,
            ["df"] = estimate.DegreesOfFreedom,
            ["p"] = estimate.PValue,
            ["interval"] = estimate.Interval,
        };

    private static Dictionary<string, object?> Of(LiftEstimate lift) =>
        new()
        {
            ["relative"] = lift.Relative,
            ["standardError"] = lift.StandardError,
            ["interval"] = lift.Interval,
            ["method"] = lift.Method,
            ["unbounded"] = lift.Unbounded,
        };

    private static Dictionary<string, object?> Of(OmnibusEstimate omnibus) =>
        new()
        {
            ["statistic"] = omnibus.Statistic,
            ["df"] = omnibus.DegreesOfFreedom.Select(df => (double?)df).ToArray(),
            ["p"] = omnibus.PValue,
        };

    private static Dictionary<string, object?> Of(SampleRatioCheck check) =>
        new()
        {
            ["p"] = check.PValue,
            ["statistic"] = check.Statistic,
            ["expected"] = check.Expected.Select(users => (double?)users).ToArray(),
        };

    private static Dictionary<string, object?> Of(Moments moments) =>
        new()
        {
            ["count"] = (double)moments.Count,
            ["mean"] = moments.Mean,
            ["variance"] = moments.Variance,
        };

    private static Dictionary<string, object?> Of(ConfidenceSequenceEstimate estimate) =>
        new()
        {
            ["interval"] = estimate.Interval,
            ["logE"] = estimate.LogE,
            ["p"] = estimate.PValue,
        };

    private static Dictionary<string, object?> Of(BayesianEstimate view) =>
        new()
        {
            ["chanceToWin"] = view.ChanceToWin,
            ["expectedLoss"] = view.ExpectedLoss,
            ["interval"] = view.Interval,
        };

    private static Dictionary<string, object?> Ratio(JsonElement input)
    {
        var moments = RatioMetric.ToMoments(SampleMoments.Of(input.Numbers("denominator"), input.Numbers("numerator")))!.Value;
        return new() { ["ratio"] = moments.Mean, ["variance"] = moments.Variance };
    }

    private static Dictionary<string, object?> CupedWelch(JsonElement input)
    {
        JointMoments[] arms =
        [
            .. input.GetProperty("arms").EnumerateArray().Select(arm => SampleMoments.Of(arm.Numbers("before"), arm.Numbers("after"))),
        ];
        var theta = Cuped.Theta(arms);
        Moments[] adjusted = [.. arms.Select(arm => Cuped.Adjust(arm, theta, Cuped.MeanBefore(arms)))];
        var welch = Welch.Compare(adjusted[0], adjusted[1], input.Number("alpha"));
        return new()
        {
            ["theta"] = theta,
            ["means"] = adjusted.Select(arm => (double?)arm.Mean).ToArray(),
            ["variances"] = adjusted.Select(arm => arm.Variance).ToArray(),
            ["statistic"] = welch.Statistic,
            ["p"] = welch.PValue,
        };
    }

    private static Dictionary<string, object?> Quantile(JsonElement input)
    {
        var (quantile, control, alpha) = (input.Number("quantile"), input.Quantile("control"), input.Number("alpha"));
        var answer = Of(Quantiles.Compare(quantile, control, input.Quantile("test"), alpha));
        answer["reach"] = Quantiles.RankHalfWidth(quantile, control.Users, alpha);
        return answer;
    }

    private static Dictionary<string, object?> Users(SampleSizeResult? answer) =>
        new() { ["users"] = answer?.Users.Select(users => (double?)users).ToArray() };
}
