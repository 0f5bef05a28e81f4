using Waypost.Manager.Ui.Charts;
using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>One metric and variant by level: the rows of the table, and what is said above it. Pure.</summary>
internal sealed class BreakdownTable
{
    private readonly BreakdownResult result;
    private readonly BreakdownMetric metric;
    private readonly string variant;
    private readonly string control;
    private readonly double extent;

    public BreakdownTable(BreakdownResult result, BreakdownMetric metric, string variant, string control)
    {
        (this.result, this.metric, this.variant, this.control) = (result, metric, variant, control);
        extent = IntervalScale.GetExtent(
            metric.Levels.Append(metric.Overall).Select(estimate => Of(estimate)?.Interval).OfType<IReadOnlyList<double>>()
        );
        Rows = [.. result.Levels.Zip(metric.Levels).Select(pair => Row(pair.First, pair.Second))];
        Overall = metric.Overall is { } overall ? Row(null, overall) : null;
    }

    /// <summary>In display order.</summary>
    public IReadOnlyList<BreakdownRow> Rows { get; }

    /// <summary>All users; null if the metric could not be computed.</summary>
    public BreakdownRow? Overall { get; }

    /// <summary>Why there are no rows; null if there are.</summary>
    public string? Warning => metric.Warning?.Message;

    public bool IsAlwaysValid => result.Basis != AnalysisBasis.Fixed;

    public string IntervalName => IsAlwaysValid ? "99 % always-valid interval" : "95 % interval";

    /// <summary>What the test of interaction says, without which no level is different from another.</summary>
    public string Interaction =>
        metric.Interactions.FirstOrDefault(one => one.Variant == variant) is { PValueAdjusted: { } p } tested
            ? p <= 0.05
                ? $"The difference is not the same in all levels (Cochran’s Q over {tested.DegreesOfFreedom + 1} levels, adjusted "
                    + $"{NumberFormat.PValueWithSymbol(p)}). Plan an experiment for the level that stands out before you act on it."
                : $"No difference between the levels is shown (Cochran’s Q over {tested.DegreesOfFreedom + 1} levels, adjusted "
                    + $"{NumberFormat.PValueWithSymbol(p)}): a level that stands out may be chance."
            : IsAlwaysValid
                ? "Whether the levels differ from each other is tested once, when the planned end has passed."
                : "Fewer than two levels have enough users and events to test whether they differ from each other.";

    /// <summary>Simpson's paradox in words; null if it was not recognised.</summary>
    public string? Paradox =>
        metric.Paradoxes.FirstOrDefault(one => one.Variant == variant) is not { } found
            ? null
            : $"Of all users, “{variant}” is {Signed(found.Overall)} against “{control}”, but within the levels it is "
                + $"{Signed(found.WithinLevels)} on average, and {NumberFormat.Percent(found.OppositeShare)} of the users are in levels "
                + "where it has the opposite direction. The variants have different shares of users in the levels "
                + $"({NumberFormat.PValueWithSymbol(found.SharesPValue)}), which chance does not explain. Do not trust the result of all "
                + "users: find out why the shares differ, and look at the levels until then.";

    private BreakdownComparison? Of(BreakdownEstimate? estimate) => estimate?.Comparisons.FirstOrDefault(one => one.Variant == variant);

    private string Signed(double difference) => NumberFormat.Difference(metric.Type, difference);

    private BreakdownRow Row(BreakdownLevel? level, BreakdownEstimate estimate)
    {
        var compared = Of(estimate);
        var text = compared?.Interval is { } interval ? NumberFormat.DifferenceInterval(metric.Type, interval) : "not computed";
        return new(
            NameOf(level),
            level?.Kind is null or BreakdownLevelKind.Value,
            NumberFormat.Count(level?.Users ?? result.Levels.Sum(one => one.Users)),
            level is null ? null : NumberFormat.Percent(level.Share),
            Mean(estimate, control),
            Mean(estimate, variant),
            compared?.Difference is { } difference ? Signed(difference) : NumberFormat.NotAvailable,
            compared?.Relative is { } relative ? NumberFormat.Lift(relative) : null,
            // Without good and bad: nothing is decided by a level.
            IntervalBar.Draw(
                compared?.Interval,
                compared?.Interval is null ? null : compared.Difference,
                extent,
                "open",
                $"{IntervalName} of the difference: {text}"
            ),
            text,
            (level is null ? compared?.PValue : compared?.PValueAdjusted) is { } p ? NumberFormat.PValue(p) : NumberFormat.NotAvailable,
            Ratio(level?.SampleRatio),
            [.. estimate.Warnings.Select(warning => warning.Message)]
        );
    }

    private string Mean(BreakdownEstimate estimate, string key) =>
        estimate.Variants.FirstOrDefault(one => one.Variant == key)?.Mean is { } mean
            ? NumberFormat.Value(metric.Type, mean)
            : NumberFormat.NotAvailable;

    private static string NameOf(BreakdownLevel? level) =>
        level switch
        {
            null => "All users",
            { Kind: BreakdownLevelKind.Other } => "Other values",
            { Kind: BreakdownLevelKind.NoValue } => "No value",
            { Name: null or "" } => "(empty text)",
            _ => level.Name,
        };

    private static string? Ratio(BreakdownSampleRatio? ratio) =>
        ratio is not { Warning: { } warning }
            ? null
            : (warning == "alert" ? "Sample ratio: do not trust" : "Sample ratio: check")
                + (ratio.PValueAdjusted is { } p ? $" ({NumberFormat.PValueWithSymbol(p)})" : "");
}

/// <summary>One level, or all users, ready to be shown.</summary>
/// <param name="IsNamed">Whether the name is a value of the column or stands for all users; else it is a group of Waypost's.</param>
/// <param name="Share">Of all users; null for all of them.</param>
/// <param name="P">For a level, adjusted.</param>
/// <param name="SampleRatio">A mismatch in words; null without one.</param>
internal sealed record BreakdownRow(
    string Name,
    bool IsNamed,
    string Users,
    string? Share,
    string Control,
    string Test,
    string Difference,
    string? Lift,
    string Bar,
    string Interval,
    string P,
    string? SampleRatio,
    IReadOnlyList<string> Warnings
);
