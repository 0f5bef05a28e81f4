namespace Waypost.Wire.Sql;

/// <summary>What is known between two parentheses, or outside of all.</summary>
internal sealed class SqlScope
{
    /// <summary>Has a SELECT of its own, so that FROM begins a list of tables and does not belong to extract(year from …).</summary>
    public bool IsQuery { get; set; }

    /// <summary>Within WITH, where a comma may begin the next common table.</summary>
    public bool InWith { get; set; }

    public bool IsRecursive { get; set; }

    /// <summary>Within a list of tables, where a comma begins the next one.</summary>
    public bool InFrom { get; set; }

    /// <summary>The next name is a table's.</summary>
    public bool Expects { get; set; }

    /// <summary>Of cast(x as type).</summary>
    public bool IsCast { get; init; }

    /// <summary>The common table whose query stands here.</summary>
    public string? Defines { get; init; }

    /// <summary>The common table whose query stands between the next parentheses.</summary>
    public string? Next { get; set; }

    public HashSet<string> CommonTables { get; } = new(StringComparer.Ordinal);
}
