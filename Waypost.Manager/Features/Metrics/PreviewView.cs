using System.Text.Json;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Metrics;

/// <summary>The result of a metric's query.</summary>
internal sealed record PreviewView
{
    /// <summary>Whether the metric can be used as it is.</summary>
    public required bool Ok { get; init; }

    /// <summary>The required columns, each with its check, then the other columns.</summary>
    public required IReadOnlyList<ColumnReport> Columns { get; init; }

    /// <summary>Up to 20 rows: one value per column name.</summary>
    public required IReadOnlyList<IReadOnlyDictionary<string, JsonElement>> Rows { get; init; }

    /// <summary>Errors and what to do; empty when there are none.</summary>
    public required IReadOnlyList<AnalysisWarning> Errors { get; init; }

    /// <summary>Anomalies: NULLs, timestamps in the future, no rows.</summary>
    public required IReadOnlyList<AnalysisWarning> Warnings { get; init; }

    /// <summary>The period for which the query was run; null if it uses neither <c>{{start}}</c> nor <c>{{end}}</c>.</summary>
    public AnalysisWindow? Window { get; init; }

    /// <summary>Rows and cost that PostgreSQL's planner expects, with and without the window, and an index that would help.</summary>
    public QueryEstimate? Estimate { get; init; }

    /// <summary>The result of a ratio's denominator query.</summary>
    public PreviewView? Denominator { get; init; }

    /// <summary>The results of a funnel's steps, in order.</summary>
    public IReadOnlyList<PreviewView>? Steps { get; init; }

    /// <summary>Indexes that would make analyses faster, as DDL.</summary>
    public required IReadOnlyList<string> SuggestedIndexes { get; init; }

    public static PreviewView Of(MetricReport report) =>
        Of(report.Ok, report.Query, report) with
        {
            Denominator = report.Denominator is { } below ? Of(below.Ok, below, null) : null,
            Steps = report.Steps is { } steps ? [.. steps.Select(step => Of(step.Ok, step, null))] : null,
            SuggestedIndexes = report.SuggestedIndexes,
        };

    private static PreviewView Of(bool ok, QueryReport query, MetricReport? report) =>
        new()
        {
            Ok = ok,
            Columns = query.Columns,
            Rows = [.. query.Rows.Select(row => ToDictionary(query.RowColumns, row))],
            Errors =
                report is { Credentials: { Ok: false } refused } ? [new(refused.Code ?? CheckCodes.CannotConnect, refused.Message)]
                : query.Ok ? []
                : [new(query.Code ?? CheckCodes.QueryFails, query.Message)],
            Warnings = query.Warnings,
            Window = query.Window,
            Estimate = query.Estimate,
            SuggestedIndexes = [],
        };

    /// <summary>A duplicate name keeps its first value.</summary>
    private static Dictionary<string, JsonElement> ToDictionary(IReadOnlyList<string> names, IReadOnlyList<JsonElement> row)
    {
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        for (var i = 0; i < Math.Min(names.Count, row.Count); i++)
        {
            values.TryAdd(names[i], row[i]);
        }

        return values;
    }
}
