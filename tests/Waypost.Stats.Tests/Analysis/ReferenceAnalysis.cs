using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Analysis;

/// <summary>The rules of docs/experiments.md implemented row by row, without SQL.</summary>
internal sealed class ReferenceAnalysis(RandomEvents data, IReadOnlyList<string> variants, DateTimeOffset from, DateTimeOffset to)
{
    private readonly List<ExposureRow> counted = [.. data.Exposures.Where(row => row.Experiment == 7 && row.At >= from && row.At < to)];

    /// <summary>The window of the metrics; null = everything from the exposure on.</summary>
    public MetricWindow? Window { get; init; }

    public long NullUser => counted.Count(row => row.User is null);

    public long Several => People.Count(one => one.Variants.Count > 1);

    public long Unknown => People.Count(one => one.Variants is [null]);

    private IEnumerable<(string User, List<string?> Variants, DateTimeOffset First)> People =>
        counted
            .Where(row => row.User is not null)
            .GroupBy(row => row.User!)
            .Select(rows =>
                (
                    rows.Key,
                    rows.Select(row => variants.Contains(row.Variant) ? row.Variant : null).Distinct().ToList(),
                    rows.Min(row => row.At)
                )
            );

    /// <summary>Users of the variant, without excluded ones and without those whose window is open.</summary>
    public IEnumerable<(string User, DateTimeOffset First)> Users(string variant) =>
        Exposed(variant).Where(one => Window is null || one.First + Window.Span <= to);

    public long OpenUsers(string variant) => Exposed(variant).Count(one => one.First + Window!.Span > to);

    /// <summary>A value for each user of the variant.</summary>
    public List<double> Values(string variant, Func<IEnumerable<EventRow>, double> total, Func<EventRow, bool>? which = null) =>
        [
            .. Users(variant)
                .Select(one =>
                    total(
                        data.Events.Where(row =>
                            row.User == one.User && IsCounted(row.At, one.First) && row.At < to && (which?.Invoke(row) ?? true)
                        )
                    )
                ),
        ];

    public List<double> ValuesBefore(string variant, int days, Func<IEnumerable<EventRow>, double> total) =>
        [
            .. Users(variant)
                .Select(one =>
                    total(
                        data.Events.Where(row =>
                            row.User == one.User
                            && row.At < one.First
                            && row.At >= one.First.AddDays(-days)
                            && row.At >= from.AddDays(-days)
                        )
                    )
                ),
        ];

    private IEnumerable<(string User, DateTimeOffset First)> Exposed(string variant) =>
        People.Where(one => one.Variants is [{ } only] && only == variant).Select(one => (one.User, one.First));

    private bool IsCounted(DateTimeOffset at, DateTimeOffset first) =>
        at >= first + (Window?.Delay ?? TimeSpan.Zero) && (Window?.Hours is null || at < first + Window.Span);

    public static double Count(IEnumerable<EventRow> events) => events.Count();

    public static double Any(IEnumerable<EventRow> events) => events.Any() ? 1 : 0;

    public static double Sum(IEnumerable<EventRow> events) => events.Sum(row => row.Value ?? 0);

    public static double Variance(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1);
    }

    public static double Covariance(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        var (meanX, meanY) = (x.Average(), y.Average());
        return x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / (x.Count - 1);
    }

    public static double Skewness(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        double Moment(int power) => values.Sum(value => Math.Pow(value - mean, power)) / values.Count;
        return Moment(3) / Math.Pow(Moment(2), 1.5);
    }

    /// <summary>Type 7.</summary>
    public static double Quantile(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        var at = (sorted.Count - 1) * share;
        var below = (int)Math.Floor(at);
        return sorted[below] + ((at - below) * (sorted[Math.Min(below + 1, sorted.Count - 1)] - sorted[below]));
    }
}
