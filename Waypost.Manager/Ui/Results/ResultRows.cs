using Waypost.Manager.Ui.Pictures;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Results;

/// <summary>The rows of a result by role, and the scale each unit is drawn on.</summary>
internal sealed class ResultRows
{
    private readonly Dictionary<string, double> extents;

    public ResultRows(AnalysisResult result, Since since = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        var rows = result
            .Metrics.SelectMany(metric => metric.Comparisons.Select(comparison => new ResultRow(result, metric, comparison, since)))
            .ToList();
        extents = rows.GroupBy(row => row.Unit)
            .ToDictionary(unit => unit.Key, unit => IntervalScale.Of(unit.Select(row => row.Interval).OfType<IReadOnlyList<double>>()));
        Groups =
        [
            .. Roles
                .Select(role => new Group(
                    role.Role,
                    role.Title,
                    role.Hint,
                    [
                        .. result
                            .Metrics.Where(metric => metric.Role == role.Role)
                            .Select(metric => (metric, (IReadOnlyList<ResultRow>)[.. rows.Where(row => row.Metric == metric)])),
                    ]
                ))
                .Where(group => group.Metrics.Count > 0),
        ];
    }

    private static (MetricRole Role, string Title, string Hint)[] Roles =>
        [
            (MetricRole.Primary, "Primary", "These decide. Several are corrected together by Holm’s method."),
            (
                MetricRole.Guardrail,
                "Guardrails",
                "These must not get worse. They are looked at one by one, uncorrected, so that harm is seen early."
            ),
            (
                MetricRole.Secondary,
                "Secondary, exploratory",
                "These explain, and suggest what to test next. Corrected by Benjamini and Hochberg’s method."
            ),
        ];

    public IReadOnlyList<Group> Groups { get; }

    public double Extent(ResultRow row) => extents[row.Unit];

    /// <summary>Metrics of one role; a metric without comparisons still has its place, and says why.</summary>
    internal sealed record Group(
        MetricRole Role,
        string Title,
        string Hint,
        IReadOnlyList<(MetricResult Metric, IReadOnlyList<ResultRow> Rows)> Metrics
    );
}
