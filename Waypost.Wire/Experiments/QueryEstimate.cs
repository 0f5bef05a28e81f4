namespace Waypost.Wire.Experiments;

/// <summary>What PostgreSQL's planner expects of a query, without running it.</summary>
public sealed record QueryEstimate
{
    /// <summary>For all times.</summary>
    public required PlanCost AllTimes { get; init; }

    /// <summary>
    /// For the window of <see cref="QueryReport.Window"/>; null if the query uses neither <c>{{start}}</c> nor <c>{{end}}</c>.
    /// </summary>
    public PlanCost? Window { get; init; }

    /// <summary>
    /// An index with which an analysis would read a window of a large table instead of all of it; null if there is one, if the window has
    /// most of the table, or if the query does not compare a column of the table with the window.
    /// </summary>
    public IndexAdvice? Index { get; init; }
}

/// <summary>An estimate of PostgreSQL's planner.</summary>
/// <param name="Rows">Rows that the query returns.</param>
/// <param name="Cost">In the planner's unit: 1 is the reading of a page in sequence. To be compared within one database only.</param>
public sealed record PlanCost(double Rows, double Cost);

/// <summary>An index that the database's owner could create.</summary>
/// <param name="Ddl">The statement.</param>
/// <param name="Without">The query's estimate for a window of four weeks, as an analysis reads it.</param>
/// <param name="With">The same as if the index existed; null without the extension <c>hypopg</c> in the database.</param>
public sealed record IndexAdvice(string Ddl, PlanCost Without, PlanCost? With);
