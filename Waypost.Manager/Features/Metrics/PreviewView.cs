using System.Text.Json;
using Waypost.Wire.Experiments;

namespace Waypost.Manager.Features.Metrics;

/// <summary>What a metric's query yields, as the API tells it.</summary>
internal sealed record PreviewView
{
    /// <summary>Whether the metric can be used as it is.</summary>
    public required bool Ok { get; init; }

    /// <summary>The needed columns, each checked by itself, then those that are there besides.</summary>
    public required IReadOnlyList<ColumnReport> Columns { get; init; }

    /// <summary>Up to 20 rows: one value per column name.</summary>
    public required IReadOnlyList<IReadOnlyDictionary<string, JsonElement>> Rows { get; init; }

    /// <summary>What is wrong and what to do; empty when fine.</summary>
    public required IReadOnlyList<AnalysisWarning> Errors { get; init; }

    /// <summary>What is odd: NULLs, timestamps in the future, no rows.</summary>
    public required IReadOnlyList<AnalysisWarning> Warnings { get; init; }

    /// <summary>The same of a ratio's denominator.</summary>
    public PreviewView? Denominator { get; init; }

    /// <summary>Indexes that would make analyses faster, as DDL.</summary>
    public required IReadOnlyList<string> SuggestedIndexes { get; init; }

    public static PreviewView Of(MetricReport report) =>
        Of(report.Ok, report.Query, report) with
        {
            Denominator = report.Denominator is { } below ? Of(below.Ok, below, null) : null,
            SuggestedIndexes = report.SuggestedIndexes,
        };

    private static PreviewView Of(bool ok, QueryReport query, MetricReport? report) =>
        new()
        {
            Ok = ok,
            Columns = query.Columns,
            Rows = [.. query.Rows.Select(row => Named(query.RowColumns, row))],
            Errors =
                report is { Credentials: { Ok: false } refused } ? [new(refused.Code ?? CheckCodes.CannotConnect, refused.Message)]
                : query.Ok ? []
                : [new(query.Code ?? CheckCodes.QueryFails, query.Message)],
            Warnings = query.Warnings,
            SuggestedIndexes = [],
        };

    /// <summary>A name that stands twice keeps its first value.</summary>
    private static Dictionary<string, JsonElement> Named(IReadOnlyList<string> names, IReadOnlyList<JsonElement> row)
    {
        var named = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        for (var i = 0; i < Math.Min(names.Count, row.Count); i++)
        {
            named.TryAdd(names[i], row[i]);
        }

        return named;
    }
}
