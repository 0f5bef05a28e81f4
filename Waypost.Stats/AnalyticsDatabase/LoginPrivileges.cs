using Npgsql;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.AnalyticsDatabase;

/// <summary>
/// A read-only transaction alone is not enough, because functions with side effects run in it. So a login with privileges that Waypost
/// does not need is rejected, when the connection is saved and whenever it is used.
/// </summary>
internal static class LoginPrivileges
{
    // A superuser's other privileges are not listed, and at most five names are. 'member' and not 'usage', because SET ROLE also gives the
    // privileges of roles that are not inherited.
    private const string Excess = """
        with me as (select * from pg_catalog.pg_roles where rolname = current_user),
        attribute(text, has) as (
          select 'it is a superuser', rolsuper from me
          union all select 'it may create roles (CREATEROLE)', rolcreaterole and not rolsuper from me
          union all select 'it may create databases (CREATEDB)', rolcreatedb and not rolsuper from me
          union all select 'it bypasses row security (BYPASSRLS)', rolbypassrls and not rolsuper from me
          union all select 'it may replicate (REPLICATION)', rolreplication and not rolsuper from me),
        relation as (
          select format('%I.%I', n.nspname, c.relname) as name, c.oid, c.relowner
          from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
          where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'),
        writable as (
          select name from relation, me
          where pg_has_role(me.oid, relowner, 'member')
            or has_table_privilege(me.oid, relation.oid, 'delete') or has_table_privilege(me.oid, relation.oid, 'truncate')
            or has_any_column_privilege(me.oid, relation.oid, 'insert') or has_any_column_privilege(me.oid, relation.oid, 'update')),
        creating as (
          select quote_ident(nspname) as name from pg_catalog.pg_namespace, me
          where nspname !~ '^pg_' and nspname <> 'information_schema' and has_schema_privilege(me.oid, pg_namespace.oid, 'create')),
        granted as (
          select r.rolname as name from pg_catalog.pg_roles r, me
          where r.rolname in ('pg_write_all_data', 'pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files',
            'pg_signal_backend', 'pg_maintain', 'pg_create_subscription', 'pg_checkpoint', 'pg_use_reserved_connections')
            and pg_has_role(me.oid, r.oid, 'member'))
        select text from attribute where has
        union all
        select * from (
          select 'it owns the database, or may create schemas in it' from pg_catalog.pg_database d, me
          where d.datname = current_database()
            and (pg_has_role(me.oid, d.datdba, 'member') or has_database_privilege(me.oid, d.oid, 'create'))
          union all select 'it is a member of ' || string_agg(name, ', ' order by name) from granted having count(*) > 0
          union all select 'it may create in the schema ' || string_agg(name, ', ' order by name)
            from (select name from creating order by name limit 5) s having count(*) > 0
          union all select 'it may write to ' || string_agg(name, ', ' order by name)
            from (select name from writable order by name limit 5) w having count(*) > 0) more(text)
        where not (select rolsuper from me)
        """;

    /// <summary>
    /// Throws with all excess privileges, and with the statements with which the database's owner can create a read-only login.
    /// </summary>
    public static async Task EnsureReadOnlyAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var excess = new List<string>();
        await using var command = new NpgsqlCommand(Excess, connection);
        await using (var rows = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await rows.ReadAsync(cancellationToken))
            {
                excess.Add(rows.GetString(0));
            }
        }

        if (excess.Count > 0)
        {
            throw new AnalyticsDatabaseException(
                CheckCodes.TooManyRights,
                $"The login is not read-only: {string.Join("; ", excess)}. Waypost only accepts a login that cannot change anything."
            )
            {
                Sql = CreateReadOnlyLogin(connection),
            };
        }
    }

    private static string CreateReadOnlyLogin(NpgsqlConnection connection) =>
        $"""
            create role waypost_reader login password '…';
            grant connect on database "{connection.Database.Replace("\"", "\"\"", StringComparison.Ordinal)}" to waypost_reader;
            grant usage on schema public to waypost_reader;
            grant select on all tables in schema public to waypost_reader;
            alter default privileges in schema public grant select on tables to waypost_reader;
            revoke create on schema public from public;
            """;
}
