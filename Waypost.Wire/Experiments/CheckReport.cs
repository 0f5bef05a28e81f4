using System.Text.Json;

namespace Waypost.Wire.Experiments;

/// <summary>The result of one check.</summary>
public sealed record CheckReport
{
    /// <summary>Whether it passed.</summary>
    public required bool Ok { get; init; }

    /// <summary>A code of <see cref="CheckCodes"/>; null when it passed or was not checked.</summary>
    public string? Code { get; init; }

    /// <summary>What is wrong and what to do; when it passed, what was found.</summary>
    public required string Message { get; init; }

    /// <summary>Statements with which the database's owner can fix it; null where there are none.</summary>
    public string? Sql { get; init; }
}

/// <summary>A query that was run, with up to 20 rows.</summary>
public sealed record QueryReport
{
    /// <summary>Whether it can be used as it is.</summary>
    public required bool Ok { get; init; }

    /// <summary>Whether it was run at all.</summary>
    public required bool Ran { get; init; }

    /// <summary>A code of <see cref="CheckCodes"/>; null when it can be used.</summary>
    public string? Code { get; init; }

    /// <summary>What is wrong and what to do, with PostgreSQL's own message where there is one; otherwise what was found.</summary>
    public required string Message { get; init; }

    /// <summary>The required columns, each with its own check, then additional ones.</summary>
    public IReadOnlyList<ColumnReport> Columns { get; set; } = [];

    /// <summary>Names of the columns of <see cref="Rows"/>.</summary>
    public IReadOnlyList<string> RowColumns { get; set; } = [];

    /// <summary>Up to 20 rows, cells as JSON strings, numbers, booleans or null; long text is cut.</summary>
    public IReadOnlyList<IReadOnlyList<JsonElement>> Rows { get; set; } = [];

    /// <summary>What is unusual but allowed: NULLs, timestamps in the future, no rows.</summary>
    public IReadOnlyList<AnalysisWarning> Warnings { get; set; } = [];

    /// <summary>The period for which the query was run; null if it uses neither <c>{{start}}</c> nor <c>{{end}}</c>.</summary>
    public AnalysisWindow? Window { get; init; }

    /// <summary>What PostgreSQL's planner expects; null if the query was not run, or cannot be estimated.</summary>
    public QueryEstimate? Estimate { get; init; }
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

    /// <summary>Whether it exists with a type that can be used.</summary>
    public required bool Ok { get; init; }

    /// <summary>What is wrong and what to do; null when it can be used.</summary>
    public string? Message { get; init; }

    /// <summary>
    /// Whether results can be broken down by it, for a further column of an exposures query; <see cref="Message"/> says why not. Null for
    /// all others.
    /// </summary>
    public bool? Breakdown { get; init; }
}
