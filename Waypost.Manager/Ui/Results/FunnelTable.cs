using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Results;

/// <summary>The steps of a funnel as rows of a table, the metric itself last. Pure.</summary>
internal static class FunnelTable
{
    public static IReadOnlyList<Step> Of(AnalysisResult result, MetricResult metric)
    {
        var steps = (metric.Steps ?? [])
            .Select(step => metric with { Name = step.Name, Variants = step.Variants, Comparisons = step.Comparisons })
            .Append(metric)
            .ToList();
        return
        [
            .. steps.Select(
                (step, number) =>
                    new Step(
                        step.Name,
                        [.. step.Variants.Select(variant => RowOf(result, step, variant, number == 0 ? null : steps[number - 1]))]
                    )
            ),
        ];
    }

    private static Row RowOf(AnalysisResult result, MetricResult step, VariantResult variant, MetricResult? previous)
    {
        var before = previous is null ? variant.Users : previous.Variants.FirstOrDefault(one => one.Variant == variant.Variant)?.Converted;
        var row = new Row(
            variant.Variant,
            variant.Converted,
            variant.Mean,
            variant.Converted is { } reached && before > 0 ? (double)reached / before.Value : null
        );
        if (step.Comparisons.FirstOrDefault(one => one.Variant == variant.Variant) is not { } comparison)
        {
            return row;
        }

        var isFixed = result.Basis == AnalysisBasis.Fixed;
        var interval = isFixed ? comparison.IntervalAbsolute : comparison.AlwaysValid?.Interval;
        var p = isFixed ? comparison.PValueAdjusted ?? comparison.PValue : comparison.AlwaysValid?.PValue;
        return row with
        {
            Difference = comparison.Difference is { } difference
                ? NumberFormat.Difference(MetricType.Binomial, difference)
                : NumberFormat.NotAvailable,
            Interval = interval is [_, _] ? NumberFormat.DifferenceInterval(MetricType.Binomial, interval) : NumberFormat.NotAvailable,
            PValue = p is { } known ? NumberFormat.PValue(known) : NumberFormat.NotAvailable,
        };
    }

    public sealed record Step(string Name, IReadOnlyList<Row> Rows);

    /// <summary>Users of one variant who reached a step.</summary>
    /// <param name="Variant">The variant's key.</param>
    /// <param name="Users">Null where the step could not be computed.</param>
    /// <param name="OfAll">Their share of all users counted.</param>
    /// <param name="OfPrevious">Their share of those who reached the step before; of all users for the first one.</param>
    public sealed record Row(string Variant, long? Users, double? OfAll, double? OfPrevious)
    {
        /// <summary>Empty for the control.</summary>
        public string Difference { get; init; } = "";

        public string Interval { get; init; } = "";

        public string PValue { get; init; } = "";
    }
}
