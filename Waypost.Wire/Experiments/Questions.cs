using System.Text.Json;

namespace Waypost.Wire.Experiments;

/// <summary>Does this connection work, and does its exposures query? Answered by a <see cref="SourceReport"/>.</summary>
public sealed record SourceQuestion
{
    /// <summary>The connection in question.</summary>
    public required EventsSource Source { get; init; }
}

/// <summary>Both checks, each by itself.</summary>
public sealed record SourceReport
{
    /// <summary>Can connect and log in, and the login may only read.</summary>
    public required CheckReport Credentials { get; init; }

    /// <summary>The exposures query; not run when the credentials fail.</summary>
    public required QueryReport Exposures { get; init; }

    /// <summary>Indexes that would make analyses faster, as DDL for the database's owner.</summary>
    public IReadOnlyList<string> SuggestedIndexes { get; set; } = [];
}

/// <summary>One thing that was checked.</summary>
public sealed record CheckReport
{
    /// <summary>Whether it is fine.</summary>
    public required bool Ok { get; init; }

    /// <summary>A code of <see cref="CheckCodes"/>; null when fine or not checked.</summary>
    public string? Code { get; init; }

    /// <summary>What is wrong and what to do; or, when fine, what was found.</summary>
    public required string Message { get; init; }

    /// <summary>Statements by which the database's owner puts it right; null where there are none.</summary>
    public string? Sql { get; init; }
}

/// <summary>A query that was run, up to 20 rows.</summary>
public sealed record QueryReport
{
    /// <summary>Whether it may be used as it is.</summary>
    public required bool Ok { get; init; }

    /// <summary>Whether it was run at all.</summary>
    public required bool Ran { get; init; }

    /// <summary>Null when fine.</summary>
    public string? Code { get; init; }

    /// <summary>What is wrong and what to do, with PostgreSQL's own words where it spoke; or, when fine, what was found.</summary>
    public required string Message { get; init; }

    /// <summary>The columns that are needed, each checked by itself, then those that are there besides.</summary>
    public IReadOnlyList<ColumnReport> Columns { get; set; } = [];

    /// <summary>Names of the columns of <see cref="Rows"/>.</summary>
    public IReadOnlyList<string> RowColumns { get; set; } = [];

    /// <summary>Up to 20 rows, cells as JSON strings, numbers, booleans or null; long text is cut.</summary>
    public IReadOnlyList<IReadOnlyList<JsonElement>> Rows { get; set; } = [];

    /// <summary>What is not wrong but odd: NULLs, timestamps in the future, no rows.</summary>
    public IReadOnlyList<AnalysisWarning> Warnings { get; set; } = [];
}

/// <summary>One column.</summary>
public sealed record ColumnReport
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>PostgreSQL's type; null if the column is missing.</summary>
    public string? Type { get; init; }

    /// <summary>Whether Waypost reads it.</summary>
    public required bool Needed { get; init; }

    /// <summary>Whether it is there with a type that can be used.</summary>
    public required bool Ok { get; init; }

    /// <summary>What is wrong and what to do; null when fine.</summary>
    public string? Message { get; init; }
}

/// <summary>What can be wrong with a connection or a query.</summary>
public static class CheckCodes
{
    /// <summary>Nobody answers there, or not in time, or the address is not allowed.</summary>
    public const string CannotConnect = "cannot-connect";

    /// <summary>User name, password or database are refused.</summary>
    public const string CannotLogIn = "cannot-log-in";

    /// <summary>The login may do more than read.</summary>
    public const string TooManyRights = "too-many-rights";

    /// <summary>PostgreSQL refuses the query.</summary>
    public const string QueryFails = "query-fails";

    /// <summary>The query calls or does what Waypost does not run.</summary>
    public const string QueryRefused = "query-refused";

    /// <summary>The query takes too long.</summary>
    public const string QueryTooSlow = "query-too-slow";

    /// <summary>A column is missing.</summary>
    public const string ColumnMissing = "column-missing";

    /// <summary>A column has a type that cannot be used.</summary>
    public const string ColumnType = "column-type";

    /// <summary>A value is NaN or infinite.</summary>
    public const string BadValue = "bad-value";
}

/// <summary>What does this metric's query yield? Answered by a <see cref="MetricReport"/>.</summary>
public sealed record MetricQuestion
{
    /// <summary>Where to run it.</summary>
    public required EventsSource Source { get; init; }

    /// <summary>The metric, saved or not.</summary>
    public required MetricDefinition Metric { get; init; }
}

/// <summary>What a metric's queries yield.</summary>
public sealed record MetricReport
{
    /// <summary>Whether the metric can be used.</summary>
    public required bool Ok { get; init; }

    /// <summary>The connection; when it is not fine nothing was run.</summary>
    public required CheckReport Credentials { get; init; }

    /// <summary>The metric's query.</summary>
    public required QueryReport Query { get; init; }

    /// <summary>A ratio's denominator query.</summary>
    public QueryReport? Denominator { get; init; }

    /// <summary>Indexes that would make analyses faster.</summary>
    public IReadOnlyList<string> SuggestedIndexes { get; set; } = [];
}
