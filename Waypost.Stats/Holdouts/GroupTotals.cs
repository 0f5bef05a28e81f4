using Npgsql;
using Waypost.Stats.Analysis;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Holdouts;

/// <summary>The totals of both groups for the metrics of one pass, read row by row.</summary>
internal sealed class GroupTotals(IReadOnlyList<MetricDefinition> metrics, HoldoutGroups groups)
{
    private readonly RunningTotals[][] totals =
    [
        .. Enumerable.Range(0, HoldoutGroups.Count).Select(_ => metrics.Select((metric, i) => new RunningTotals(metric, i)).ToArray()),
    ];

    private readonly double[] missing = new double[HoldoutGroups.Count];
    private readonly long[] open = new long[HoldoutGroups.Count];
    private Columns[]? columns;

    /// <summary>Adds one user. The id is hashed and forgotten.</summary>
    public void Add(NpgsqlDataReader row)
    {
        var group = groups.IndexOf(row.GetString(MetricSql.UserColumn));
        if (row.GetInt32(0) < 0)
        {
            open[group]++;
            return;
        }

        columns ??= [.. metrics.Select((metric, i) => Columns.Of(row, metric, i))];
        missing[group] += row.GetDouble(MetricSql.MissingColumn);
        for (var i = 0; i < columns.Length; i++)
        {
            var (raw, value, cap, denominator) = columns[i];
            totals[group]
                [i]
                .Add(
                    row.GetDouble(raw),
                    row.GetDouble(value),
                    cap is { } limit && !row.IsDBNull(limit) ? row.GetDouble(limit) : null,
                    denominator is { } below ? row.GetDouble(below) : 0
                );
        }
    }

    /// <summary>One metric's groups, as the arms of an experiment.</summary>
    public IReadOnlyList<MetricArm> Arms(IReadOnlyList<VariantShare> names, int i) =>
        [
            .. names.Select(
                (name, group) =>
                    MetricArm.Of(name.Key, metrics[i], totals[group][i].ToRow(missing[group]), i) with
                    {
                        OpenUsers = metrics[i].Window is null ? null : open[group],
                    }
            ),
        ];

    private sealed record Columns(int Raw, int Value, int? Cap, int? Denominator)
    {
        public static Columns Of(NpgsqlDataReader row, MetricDefinition metric, int i) =>
            new(
                row.GetOrdinal(FormattableString.Invariant($"r{i}")),
                row.GetOrdinal(FormattableString.Invariant($"y{i}")),
                Enumerable
                    .Range(0, row.FieldCount)
                    .Cast<int?>()
                    .FirstOrDefault(column => row.GetName(column!.Value) == FormattableString.Invariant($"cap{i}")),
                metric.DenominatorQuery is null ? null : row.GetOrdinal("d")
            );
    }
}
