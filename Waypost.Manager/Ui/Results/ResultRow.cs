using Waypost.Manager.Ui.Charts;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Results;

/// <summary>One metric and one comparison, ready to be shown.</summary>
public sealed record ResultRow(AnalysisResult Result, MetricResult Metric, Comparison Comparison, ResultContext Context = default)
{
    public ComparisonSummary Summary => ComparisonSummary.Of(Result, Metric, Comparison, Context);

    public VariantResult? Control => Metric.Variants.FirstOrDefault(variant => variant.Variant == Comparison.Control);

    public VariantResult? Test => Metric.Variants.FirstOrDefault(variant => variant.Variant == Comparison.Variant);

    /// <summary>The fixed interval is that of the lift, the always-valid one that of the difference.</summary>
    public bool IsRelative => Result.Basis != AnalysisBasis.AlwaysValid;

    public IReadOnlyList<double>? Interval => IsRelative ? Comparison.IntervalRelative : Comparison.AlwaysValid?.Interval;

    /// <summary>Its position on the scale; null where nothing can be drawn.</summary>
    public double? Estimate =>
        Interval is null && !(IsRelative && IsUnbounded) ? null
        : IsRelative ? Comparison.Relative
        : Comparison.Difference;

    /// <summary>Rows of one unit share a scale.</summary>
    public string Unit => IsRelative ? "relative" : Metric.Type.ToString();

    /// <summary>The p-value that applies.</summary>
    public double? PValue => IsRelative ? Comparison.PValueAdjusted ?? Comparison.PValue : Comparison.AlwaysValid?.PValue;

    /// <summary>The name of the test that applies.</summary>
    public string TestName =>
        !IsRelative ? "always valid"
        : Comparison.PValueAdjusted is not { } adjusted || adjusted == Comparison.PValue ? Comparison.Method
        : $"{Comparison.Method}, adjusted ({(Metric.Role == MetricRole.Secondary ? "Benjamini–Hochberg" : "Holm")})";

    /// <summary>The interval as text, under its bar.</summary>
    public string IntervalText =>
        Interval is [_, _] interval
            ? IsRelative
                ? NumberFormat.LiftInterval(interval)
                : NumberFormat.DifferenceInterval(Metric.Type, interval)
            : IsRelative && IsUnbounded
                ? "unbounded: the control is too close to 0"
                : "not computed";

    /// <summary>The lift may be anything; other intervals of it that are missing could not be computed.</summary>
    public bool IsUnbounded => Comparison.IntervalRelative is null && Metric.Warnings.Any(warning => warning.Code == "unbounded-lift");

    public string DrawBar(double extent) =>
        IntervalBar.Draw(
            Interval,
            Estimate,
            extent,
            Summary.Tone is "good" or "bad" ? Summary.Tone : "open",
            $"Interval of the {(IsRelative ? "lift" : "difference")}: {IntervalText}"
        );
}
