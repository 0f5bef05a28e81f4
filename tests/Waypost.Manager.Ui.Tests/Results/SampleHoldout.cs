using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Tests.Results;

/// <summary>The report of a holdout, with the numbers of the sample analysis.</summary>
internal static class SampleHoldout
{
    public static HoldoutResult Of(string basis, params MetricResult[] metrics) =>
        new()
        {
            ComputedAt = SampleAnalysis.Result.AnalyzedAt,
            Engine = SampleAnalysis.Result.Engine,
            Window = SampleAnalysis.Result.Window,
            PlannedEnd = basis == AnalysisBasis.Fixed ? SampleAnalysis.Result.Window.To : SampleAnalysis.Result.Window.To.AddDays(60),
            Users = new()
            {
                ByVariant = new Dictionary<string, long> { [HoldoutResult.Holdout] = 1_020, [HoldoutResult.Others] = 19_371 },
                Total = 20_391,
                ExcludedMultiple = 0,
                ExcludedNullUser = 0,
            },
            SampleRatio = null,
            Basis = basis,
            Metrics = [.. (metrics.Length == 0 ? [SampleAnalysis.Metric] : metrics).Select(Renamed)],
            Warnings = [],
            Sql = "select 1",
        };

    private static MetricResult Renamed(MetricResult metric) =>
        metric with
        {
            Variants = [.. metric.Variants.Select(one => one with { Variant = Name(one.Variant) })],
            Comparisons = [.. metric.Comparisons.Select(one => one with { Variant = Name(one.Variant), Control = Name(one.Control) })],
        };

    private static string Name(string variant) => variant == "off" ? HoldoutResult.Holdout : HoldoutResult.Others;
}
