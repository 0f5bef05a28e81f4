using Waypost.Wire.Sql;

namespace Waypost.Wire.Tests;

/// <summary>Queries can read the customer's tables, but never the system tables of PostgreSQL, however the names are written.</summary>
public sealed class SqlValidatorTests
{
    [Theory]
    [InlineData("select usename as user_id, backend_start as timestamp from pg_stat_activity", "pg_stat_activity")]
    [InlineData("select * from pg_settings", "pg_settings")]
    [InlineData("select * from pg_user", "pg_user")]
    [InlineData("select * from information_schema.tables", "information_schema.tables")]
    [InlineData("select * from PG_Stat_Activity", "pg_stat_activity")]
    [InlineData("select * from \"pg_user\"", "pg_user")]
    [InlineData("select * from \"PG_USER\"", "PG_USER")]
    [InlineData("select * from pg_catalog.pg_user", "pg_catalog.pg_user")]
    [InlineData("select * from \"pg_catalog\" . /* x */ \"pg_user\"", "pg_catalog.pg_user")]
    [InlineData("select * from shop.pg_catalog.pg_user", "shop.pg_catalog.pg_user")]
    [InlineData("select * from Information_Schema /**/ . -- x\n columns", "information_schema.columns")]
    [InlineData("select * from\n/* from events */ pg_user", "pg_user")]
    [InlineData("select * from public.pg_stat_statements", "public.pg_stat_statements")]
    [InlineData("select * from pg_toast.pg_toast_2619", "pg_toast.pg_toast_2619")]
    [InlineData("table pg_user", "pg_user")]
    [InlineData("(table pg_user)", "pg_user")]
    [InlineData("select 1 union all table pg_user", "pg_user")]
    [InlineData("with a as (table pg_user) select 1", "pg_user")]
    [InlineData("select * from only pg_class", "pg_class")]
    [InlineData("select * from only (pg_class)", "pg_class")]
    [InlineData("select * from events, pg_user", "pg_user")]
    [InlineData("select * from events as e, pg_user as u", "pg_user")]
    [InlineData("select * from events e join pg_user u on true", "pg_user")]
    [InlineData("select * from events natural join pg_user", "pg_user")]
    [InlineData("select * from events e join exposures x using (user_id), pg_user", "pg_user")]
    [InlineData("select * from events e join exposures x on e.a in (1, 2), pg_user", "pg_user")]
    [InlineData("select * from (events cross join pg_user)", "pg_user")]
    [InlineData("select * from (events e join (pg_user cross join exposures) on true)", "pg_user")]
    [InlineData("select * from ((select 1) as a join pg_user on true)", "pg_user")]
    [InlineData("select * from (values (1), (2)) as v(a), pg_user", "pg_user")]
    [InlineData("select * from events values, pg_user", "pg_user")]
    [InlineData("select * from events values (a, b), pg_user", "pg_user")]
    [InlineData("select * from generate_series(1, 2) with ordinality as g(a, b), pg_user", "pg_user")]
    [InlineData("select * from rows from (generate_series(1, 2)) as g(a), pg_user", "pg_user")]
    [InlineData("select * from events tablesample system (10), pg_user", "pg_user")]
    [InlineData("select * from events pg_user, pg_user b", "pg_user")]
    [InlineData("select (select count(*) from pg_user) from events", "pg_user")]
    [InlineData("select 1 from events where exists (select 1 from pg_user)", "pg_user")]
    [InlineData("select array(select usename from pg_user)", "pg_user")]
    [InlineData("select case when true then (select 1 from pg_user) end", "pg_user")]
    [InlineData("select 1 from events, lateral (select 1 from pg_user) as u", "pg_user")]
    [InlineData("select extract(year from timestamp) from pg_user", "pg_user")]
    [InlineData("select 1 from events where a is distinct from b union select 1 from pg_user", "pg_user")]
    [InlineData("with u as (select * from pg_user) select * from u", "pg_user")]
    [InlineData("with pg_user as (select * from pg_user) select * from pg_user", "pg_user")]
    [InlineData("with pg_user as (select 1) select * from pg_catalog.pg_user", "pg_catalog.pg_user")]
    [InlineData("with pg_user as (select 1) select * from pg_settings, pg_user", "pg_settings")]
    [InlineData("select * from (with pg_user as (select 1) select * from pg_user) as a, pg_user", "pg_user")]
    [InlineData(
        "with recursive x(a, pg_user) as (select 1, 1 union all select a, pg_user from x) search depth first by a, pg_user set o "
            + "select * from pg_user",
        "pg_user"
    )]
    [InlineData("select 10::regrole", "regrole")]
    [InlineData("select 10::pg_catalog.regrole", "pg_catalog.regrole")]
    [InlineData("select cast(10 as regrole)", "regrole")]
    [InlineData("select regrole '10'", "regrole")]
    [InlineData("select '{10}'::regrole[]", "regrole")]
    [InlineData("select '{10}'::_regrole", "_regrole")]
    [InlineData("select * from json_to_record('{\"a\":\"10\"}') as t(a regrole)", "regrole")]
    [InlineData("select pg_read_file('/etc/passwd')", "pg_read_file")]
    [InlineData("select pg_catalog.pg_read_file('/etc/passwd')", "pg_catalog.pg_read_file")]
    [InlineData("select \"pg_catalog\"./**/current_setting('data_directory')", "pg_catalog.current_setting")]
    [InlineData("select current_setting ('data_directory')", "current_setting")]
    [InlineData("select Current_Setting/* x */('data_directory')", "current_setting")]
    [InlineData("select information_schema._pg_char_max_length(1, 1)", "information_schema._pg_char_max_length")]
    [InlineData("select has_table_privilege('events', 'select')", "has_table_privilege")]
    [InlineData("select * from pg_ls_dir('.') as f", "pg_ls_dir")]
    [InlineData("select * from pg_stat_get_activity(null)", "pg_stat_get_activity")]
    public void System_tables_and_functions_are_refused_by_name(string query, string named)
    {
        Assert.False(SqlValidator.TryValidate(query, out _, out var whyNot));

        Assert.Equal($"The query uses {named}, which belongs to PostgreSQL itself. Queries may read only your own tables.", whyNot);
    }

    [Theory]
    [InlineData("select pg_user, pg_settings as pg_stat_activity from events")]
    [InlineData("select e.pg_user, e.information_schema from events e")]
    [InlineData("select \"pg_user\" from events where pg_settings = 1 and \"information_schema\" > 2")]
    [InlineData("select pg_user.user_id from events as pg_user")]
    [InlineData("select pg_user.user_id from events pg_user")]
    [InlineData("select pg_user.a from (select 1 as a) pg_user")]
    [InlineData("with pg_user as (select 1 as a) select a from pg_user")]
    [InlineData(
        "with pg_user(a, b) as not materialized (select 1, 2), pg_settings as (select a from pg_user) select * from pg_user, pg_settings"
    )]
    [InlineData("with recursive pg_user(a) as (select 1 union all select a + 1 from pg_user where a < 3) select a from pg_user")]
    [InlineData("with pg_user as (select 1 as a) select (select a from pg_user) from events where exists (select 1 from pg_user)")]
    [InlineData("with \"pg_user\" as (select 1 as a) select * from pg_user")]
    [InlineData("with a as (select 1) select * from events order by pg_user, pg_settings")]
    [InlineData("select user_id from events group by pg_user, pg_settings having count(*) > 1")]
    [InlineData("select 'select * from pg_user' as user_id, $$ from pg_settings $$, E'from pg_user' from events")]
    [InlineData("select user_id from events -- from pg_user")]
    [InlineData("select user_id /* from pg_stat_activity */ from events")]
    [InlineData("select * from information_schema_events")]
    [InlineData("select * from my_pg_user, shop.pgevents, shop.pg_sizes, pgbouncer")]
    [InlineData("select extract(epoch from pg_user) from events")]
    [InlineData("select trim(both from pg_user), substring(pg_user from 2 for 3) from events")]
    [InlineData("select 1 from events where name is distinct from pg_user and name is not distinct from pg_settings")]
    [InlineData("select sum(value) over (partition by pg_user order by pg_settings) from events")]
    [InlineData("select row(pg_user, pg_settings) from events")]
    [InlineData("select * from (values (1, 2)) as pg_user(pg_settings, pg_class)")]
    [InlineData("select * from json_to_record('{}') as pg_user(pg_settings text)")]
    [InlineData("select regclass, e.regrole as regtype from events e")]
    [InlineData("select value::numeric(10, 2), cast(value as numeric(10, 2)), date '2026-01-01' from events")]
    public void System_names_are_allowed_where_no_table_is_read(string query) =>
        Assert.True(SqlValidator.TryValidate(query, out _, out var whyNot), whyNot);

    [Fact]
    public void The_query_is_returned_without_trailing_semicolons()
    {
        Assert.True(SqlValidator.TryValidate("select 1 from events ; -- done\n;", out var query, out _));

        Assert.Equal("select 1 from events ", query);
    }
}
