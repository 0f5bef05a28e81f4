namespace Waypost.Wire.Sql;

/// <summary>What is known about the text inside a pair of parentheses, or about the top level.</summary>
internal sealed class SqlScope
{
    /// <summary>Contains a SELECT of its own, so FROM starts a list of tables and is not part of extract(year from …).</summary>
    public bool IsQuery { get; set; }

    /// <summary>Inside WITH, where a comma can start the next common table expression.</summary>
    public bool InWith { get; set; }

    /// <summary>Inside WITH RECURSIVE.</summary>
    public bool IsRecursive { get; set; }

    /// <summary>Inside a list of tables, where a comma starts the next one.</summary>
    public bool InFrom { get; set; }

    /// <summary>The next name is the name of a table.</summary>
    public bool ExpectsTable { get; set; }

    /// <summary>The parentheses of cast(x as type).</summary>
    public bool IsCast { get; init; }

    /// <summary>Name of the common table expression whose query is in this scope.</summary>
    public string? DefinedTable { get; init; }

    /// <summary>Name of the common table expression whose query is in the next parentheses.</summary>
    public string? PendingTable { get; set; }

    /// <summary>Names of the common table expressions defined so far.</summary>
    public HashSet<string> CommonTables { get; } = new(StringComparer.Ordinal);
}
