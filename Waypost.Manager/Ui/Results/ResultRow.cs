using Waypost.Manager.Ui.Pictures;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Results;

/// <summary>One metric and one comparison, ready to be shown.</summary>
public sealed record ResultRow(AnalysisResult Result, MetricResult Metric, Comparison Comparison, Since Since = default)
{
    public Verdict Verdict => Verdict.Of(Result, Metric, Comparison, Since);

    public VariantResult? Control => Metric.Variants.FirstOrDefault(arm => arm.Variant == Comparison.Control);

    public VariantResult? Test => Metric.Variants.FirstOrDefault(arm => arm.Variant == Comparison.Variant);

    /// <summary>The fixed interval is of the change relative to control; the always-valid one of the difference itself.</summary>
    public bool IsRelative => Result.Basis != Bases.AlwaysValid;

    public IReadOnlyList<double>? Interval => IsRelative ? Comparison.IntervalRelative : Comparison.AlwaysValid?.Interval;

    /// <summary>Where it lies on the scale; null where nothing can be drawn.</summary>
    public double? Estimate =>
        IsRelative ? Comparison.Relative
        : Interval is null ? null
        : Comparison.Difference;

    /// <summary>Rows of one unit share a scale.</summary>
    public string Unit => IsRelative ? "relative" : Metric.Type.ToString();

    /// <summary>The p-value that applies.</summary>
    public double? P => IsRelative ? Comparison.PValueAdjusted ?? Comparison.PValue : Comparison.AlwaysValid?.PValue;

    /// <summary>The name of the test that applies.</summary>
    public string PName =>
        !IsRelative ? "always valid"
        : Comparison.PValueAdjusted is not { } adjusted || adjusted == Comparison.PValue ? Comparison.Method
        : $"{Comparison.Method}, corrected by {(Metric.Role == MetricRole.Secondary ? "Benjamini–Hochberg" : "Holm")}";

    /// <summary>The interval in words, under its bar.</summary>
    public string IntervalWords =>
        Interval is [_, _] interval
            ? IsRelative
                ? Figures.LiftBetween(interval)
                : Figures.Between(Metric.Type, interval)
            : Estimate is not null
                ? "no bounds: the control is too close to 0"
                : "not computed";

    public string Bar(double extent) =>
        IntervalBar.Draw(
            Interval,
            Estimate,
            extent,
            Verdict.Look is "good" or "bad" ? Verdict.Look : "open",
            $"Interval of the {(IsRelative ? "change" : "difference")}: {IntervalWords}"
        );
}
