using System.Globalization;
using Waypost.Manager.Ui.Charts;
using Waypost.Manager.Ui.Results;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Experiments;

/// <summary>One metric and variant over time: the charts and tables of an experiment's page. Pure.</summary>
internal sealed class OverTimeView
{
    private readonly TimeZoneInfo zone;

    /// <param name="looks">Of the metric, oldest first.</param>
    public OverTimeView(OverTimeChoice choice, IReadOnlyList<LookView> looks, NoveltyView novelty, TimeZoneInfo zone)
    {
        this.zone = zone;
        Choice = choice;
        Novelty = novelty;
        var ofVariant = looks.Where(look => look.Variant == choice.Variant).ToList();
        // Of an analysis after the planned end, the reading of all data.
        Days =
        [
            .. ofVariant
                .GroupBy(look => look.Analysis)
                .Select(analysis => analysis.MaxBy(look => look.DataUntil)!)
                .GroupBy(look => DateOf(look.DataUntil))
                .Select(day => day.MaxBy(look => look.Analysis)!)
                .OrderBy(look => look.DataUntil),
        ];
        Final = ofVariant.Where(look => look.FixedP is not null || look.FixedLiftInterval is not null).MaxBy(look => look.Analysis);
        // A control of 0 or below has no interval of the lift.
        IsLift = Days.Exists(look => look.LiftInterval is not null);
        NoveltyDays = novelty.Result?.Metrics.FirstOrDefault(metric => metric.Metric == choice.Metric)?.Days ?? [];
    }

    public OverTimeChoice Choice { get; }

    /// <summary>The last analysis of each local day.</summary>
    public List<LookView> Days { get; }

    /// <summary>The planned period by the fixed test; null before its end.</summary>
    public LookView? Final { get; }

    /// <summary>Whether the lift is shown, or the difference.</summary>
    public bool IsLift { get; }

    public NoveltyView Novelty { get; }

    public IReadOnlyList<NoveltyDay> NoveltyDays { get; }

    public string Effect => IsLift ? "Lift" : "Difference";

    public LineChart? Chart =>
        EffectLineChart.Create(
            $"Line chart of the {Effect.ToLowerInvariant()} of {Choice.Name}, {Choice.Variant} against {Choice.Control}, by day",
            Choice.Variant,
            [.. Days.Select(ToPoint)],
            Format,
            Days is [.., var last] ? EffectLineChart.DayOf(last.PlannedEnd, zone) : null,
            FinalPoint
        );

    public bool IsCutOff => Days.Count > 0 && EffectLineChart.IsCutOff([.. Days.Select(ToPoint)]);

    public LineChart? NoveltyChart =>
        EffectLineChart.Create(
            $"Line chart of the difference of {Choice.Name}, {Choice.Variant} against {Choice.Control}, by day of first exposure",
            Choice.Variant,
            NoveltyPoints,
            FormatDifference
        );

    public bool IsNoveltyCutOff => NoveltyPoints.Count > 0 && EffectLineChart.IsCutOff(NoveltyPoints);

    private EffectPoint? FinalPoint =>
        Final is null
            ? null
            : new(
                EffectLineChart.DayOf(Final.DataUntil, zone),
                IsLift ? Final.Lift : Final.Difference,
                IsLift ? Final.FixedLiftInterval : null,
                ""
            );

    private List<EffectPoint> NoveltyPoints =>
        [
            .. NoveltyDays.Select(day =>
            {
                var compared = ComparisonOf(day);
                return new EffectPoint(
                    day.Date.DayNumber,
                    compared?.Difference,
                    compared?.Interval,
                    $"{FormatDay(day.Date)}: {FormatValue(compared?.Difference, compared?.Interval, FormatDifference)}"
                );
            }),
        ];

    public NoveltyComparison? ComparisonOf(NoveltyDay day) => day.Comparisons.FirstOrDefault(one => one.Variant == Choice.Variant);

    public static NoveltyVariant? VariantOf(NoveltyDay day, string variant) => day.Variants.FirstOrDefault(one => one.Variant == variant);

    public double? ValueOf(LookView look) => IsLift ? look.Lift : look.Difference;

    public IReadOnlyList<double>? IntervalOf(LookView look) => IsLift ? look.LiftInterval : look.DifferenceInterval;

    public string Format(double value) => IsLift ? NumberFormat.Lift(value) : FormatDifference(value);

    public string FormatDifference(double value) => NumberFormat.Difference(Choice.Type, value);

    public string FormatInterval(IReadOnlyList<double>? interval) =>
        interval is [var low, var high] ? $"{Format(low)} to {Format(high)}" : NumberFormat.NotAvailable;

    public string FormatDifference(NoveltyComparison? compared) =>
        compared?.Difference is { } difference ? FormatDifference(difference) : NumberFormat.NotAvailable;

    public string FormatInterval(NoveltyComparison? compared) =>
        compared?.Interval is { } interval ? NumberFormat.DifferenceInterval(Choice.Type, interval) : NumberFormat.NotAvailable;

    public string FormatMean(double? mean) => mean is { } known ? NumberFormat.Value(Choice.Type, known) : NumberFormat.NotAvailable;

    public DateOnly DateOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    public static string FormatDay(DateOnly day) => day.ToString("ddd d MMM yyyy", CultureInfo.InvariantCulture);

    private EffectPoint ToPoint(LookView look) =>
        new(
            EffectLineChart.DayOf(look.DataUntil, zone),
            ValueOf(look),
            IntervalOf(look),
            $"{FormatDay(DateOf(look.DataUntil))}: {FormatValue(ValueOf(look), IntervalOf(look), Format)}"
        );

    private static string FormatValue(double? value, IReadOnlyList<double>? interval, Func<double, string> format) =>
        (value is { } known ? format(known) : "not computed")
        + (interval is [var low, var high] ? $", interval {format(low)} to {format(high)}" : "");
}

/// <summary>Which metric and variant is shown, and which others there are.</summary>
/// <param name="Metrics">Key and name, in display order.</param>
/// <param name="Variants">Without the control.</param>
internal sealed record OverTimeChoice(
    string Metric,
    string Name,
    MetricType Type,
    string Variant,
    string Control,
    IReadOnlyList<(string Key, string Name)> Metrics,
    IReadOnlyList<string> Variants
);
