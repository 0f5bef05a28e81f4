namespace Waypost.Wire.Experiments;

/// <summary>Runs a metric's queries for a preview. The answer is a <see cref="MetricReport"/>.</summary>
public sealed record MetricPreviewRequest
{
    /// <summary>Where to run them.</summary>
    public required AnalyticsSource Source { get; init; }

    /// <summary>The metric, saved or not.</summary>
    public required MetricDefinition Metric { get; init; }
}

/// <summary>What a metric's queries return.</summary>
public sealed record MetricReport
{
    /// <summary>Whether the metric can be used.</summary>
    public required bool Ok { get; init; }

    /// <summary>The connection; if it fails, no query was run.</summary>
    public required CheckReport Credentials { get; init; }

    /// <summary>The metric's query.</summary>
    public required QueryReport Query { get; init; }

    /// <summary>A ratio's denominator query.</summary>
    public QueryReport? Denominator { get; init; }

    /// <summary>The queries of a funnel's steps, in order; null if it is no funnel.</summary>
    public IReadOnlyList<QueryReport>? Steps { get; init; }

    /// <summary>Indexes that would make analyses faster.</summary>
    public IReadOnlyList<string> SuggestedIndexes { get; set; } = [];
}
