using System.Collections.Frozen;

namespace Waypost.Wire.Sql;

/// <summary>
/// What belongs to PostgreSQL itself. Everybody who may log in may read most of it, and it tells of other databases, people, sessions and
/// their queries: none of which an experiment is about.
/// </summary>
internal static class SystemNames
{
    private const StringComparison IgnoreCase = StringComparison.OrdinalIgnoreCase;

    /// <summary>Extensions keep their views in other schemas.</summary>
    private static readonly string[] OfExtensions =
    [
        "pg_stat",
        "pg_buffercache",
        "pg_qualstats",
        "pg_wait_sampling",
        "pg_store_plans",
        "pg_freespace",
        "pg_visibility",
    ];

    /// <summary>Types that look a name up in the catalogs.</summary>
    private static readonly FrozenSet<string> Lookups = SqlWords.Set(
        """
        regclass regcollation regconfig regdictionary regnamespace regoper regoperator regproc regprocedure regrole regtype
        """
    );

    private static readonly FrozenSet<string> Functions = SqlWords.Set(
        """
        current_setting set_config current_database current_schema current_schemas current_query version obj_description col_description
        shobj_description format_type inet_server_addr inet_server_port inet_client_addr inet_client_port query_to_xml table_to_xml
        schema_to_xml database_to_xml cursor_to_xml
        """
    );

    /// <summary>
    /// A table, view or function with the schemas before it. Unqualified names that begin with pg_ are looked up in pg_catalog first.
    /// </summary>
    public static bool IsRelation(IReadOnlyList<string> name) =>
        name.Count == 1 ? Begins(name[0], "pg_") : IsSchema(name[^2]) || OfExtensions.Any(extension => Begins(name[^1], extension));

    public static bool IsFunction(IReadOnlyList<string> name) =>
        (name.Count > 1 && IsSchema(name[^2]))
        || Begins(name[^1], "pg_")
        || Begins(name[^1], "to_reg")
        || Functions.Contains(name[^1])
        || (Begins(name[^1], "has_") && name[^1].EndsWith("_privilege", IgnoreCase));

    /// <summary>The element's type, or an array's (<c>_regrole</c>).</summary>
    public static bool IsLookup(string type) => Lookups.Contains(type.TrimStart('_').ToLowerInvariant());

    public static SqlRefusal Refusal(IReadOnlyList<string> name) =>
        new($"The query reads {string.Join('.', name)}, which belongs to PostgreSQL itself: queries here read only your own tables.");

    private static bool IsSchema(string schema) => Begins(schema, "pg_") || string.Equals(schema, "information_schema", IgnoreCase);

    private static bool Begins(string name, string start) => name.StartsWith(start, IgnoreCase);
}
