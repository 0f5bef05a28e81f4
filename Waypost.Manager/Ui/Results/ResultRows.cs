using Waypost.Manager.Ui.Charts;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Ui.Results;

/// <summary>The rows of a result by role, and the scale each unit is drawn on.</summary>
internal sealed class ResultRows
{
    private readonly Dictionary<string, double> extents;

    public ResultRows(AnalysisResult result, ResultContext context = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        var rows = result
            .Metrics.SelectMany(metric => metric.Comparisons.Select(comparison => new ResultRow(result, metric, comparison, context)))
            .ToList();
        extents = rows.GroupBy(row => row.Unit)
            .ToDictionary(
                unit => unit.Key,
                unit => IntervalScale.GetExtent(unit.Select(row => row.Interval).OfType<IReadOnlyList<double>>())
            );
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
            (
                MetricRole.Primary,
                "Primary",
                "These decide the experiment. If there are several, their p-values are adjusted together (Holm)."
            ),
            (
                MetricRole.Guardrail,
                "Guardrails",
                "These must not get worse. Each is tested on its own, without adjustment, so that harm is seen early."
            ),
            (
                MetricRole.Secondary,
                "Secondary (exploratory)",
                "These help to explain, and suggest what to test next. Their p-values are adjusted together (Benjamini–Hochberg)."
            ),
        ];

    public IReadOnlyList<Group> Groups { get; }

    public double GetExtent(ResultRow row) => extents[row.Unit];

    /// <summary>Metrics of one role; a metric without comparisons keeps its place, and says why it has none.</summary>
    internal sealed record Group(
        MetricRole Role,
        string Title,
        string Hint,
        IReadOnlyList<(MetricResult Metric, IReadOnlyList<ResultRow> Rows)> Metrics
    );
}
