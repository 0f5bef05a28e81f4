using System.Collections.Frozen;

namespace Waypost.Wire.Sql;

/// <summary>
/// Recognises the tables and functions of PostgreSQL itself. Every login can read most of them, and they expose other databases, users,
/// sessions and queries, which no experiment needs.
/// </summary>
public static class SystemNames
{
    private const StringComparison IgnoreCase = StringComparison.OrdinalIgnoreCase;

    /// <summary>Prefixes of extension views, which can be in any schema.</summary>
    private static readonly string[] ExtensionPrefixes =
    [
        "pg_stat",
        "pg_buffercache",
        "pg_qualstats",
        "pg_wait_sampling",
        "pg_store_plans",
        "pg_freespace",
        "pg_visibility",
    ];

    /// <summary>Types that look up names in the system catalogs.</summary>
    private static readonly FrozenSet<string> LookupTypes = SqlKeywords.Set(
        """
        regclass regcollation regconfig regdictionary regnamespace regoper regoperator regproc regprocedure regrole regtype
        """
    );

    /// <summary>Functions without a common prefix that expose settings, sessions or catalogs.</summary>
    private static readonly FrozenSet<string> Functions = SqlKeywords.Set(
        """
        current_setting set_config current_database current_schema current_schemas current_query version obj_description col_description
        shobj_description format_type inet_server_addr inet_server_port inet_client_addr inet_client_port query_to_xml table_to_xml
        schema_to_xml database_to_xml cursor_to_xml
        """
    );

    /// <summary>
    /// True for a system table or view. The name may be qualified; PostgreSQL looks up unqualified names that start with pg_ in pg_catalog
    /// first.
    /// </summary>
    public static bool IsTable(IReadOnlyList<string> name) =>
        name.Count == 1 ? StartsWith(name[0], "pg_") : IsSchema(name[^2]) || ExtensionPrefixes.Any(prefix => StartsWith(name[^1], prefix));

    /// <summary>True for a system function. The name may be qualified.</summary>
    public static bool IsFunction(IReadOnlyList<string> name) =>
        (name.Count > 1 && IsSchema(name[^2]))
        || StartsWith(name[^1], "pg_")
        || StartsWith(name[^1], "to_reg")
        || Functions.Contains(name[^1])
        || (StartsWith(name[^1], "has_") && name[^1].EndsWith("_privilege", IgnoreCase));

    /// <summary>True for a type that looks up names, or an array of one (<c>_regrole</c>).</summary>
    internal static bool IsLookupType(string type) => LookupTypes.Contains(type.TrimStart('_').ToLowerInvariant());

    /// <summary>Creates the exception that refuses the table or function.</summary>
    internal static SqlRefusedException Refuse(IReadOnlyList<string> name) =>
        new($"The query uses {string.Join('.', name)}, which belongs to PostgreSQL itself. Queries may read only your own tables.");

    private static bool IsSchema(string schema) => StartsWith(schema, "pg_") || string.Equals(schema, "information_schema", IgnoreCase);

    private static bool StartsWith(string name, string start) => name.StartsWith(start, IgnoreCase);
}
