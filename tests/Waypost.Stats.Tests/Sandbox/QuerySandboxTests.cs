using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.Sandbox;

/// <summary>Queries that users may enter, by mistake or with intent. Each is rejected, or does no harm within its time limit.</summary>
[Trait("Fault", "17")]
public sealed class QuerySandboxTests(SandboxDatabase shop) : IClassFixture<SandboxDatabase>
{
    private const string Good = "select 'u' as user_id, now() as timestamp";

    /// <summary>Rejected, by Waypost or by PostgreSQL.</summary>
    public static TheoryData<string> Refused =>
        [
            // two statements
            "select 1; select 2",
            "select 1; drop table events",
            "commit; begin read write; delete from events",
            "select 1;;select 2;",
            "rollback; delete from events",
            "select 1) as q; drop table events; --",
            "select 1) as q, (select 2",
            ") ; drop table events; --",
            "select 1 /* ) ; drop table events; */ ) ; select (1",
            // other statements
            "do $$ begin perform pg_sleep(9); end $$",
            "notify waypost, 'x'",
            "listen waypost",
            "set statement_timeout = 0",
            "reset all",
            "explain analyze select 1",
            "copy events to program 'true'",
            "copy events from stdin",
            "insert into events values ('u', now(), 'x', 1)",
            "delete from events",
            "update events set value = 1",
            "truncate events",
            "create table x (a int)",
            "call a_procedure()",
            "lock table events",
            "vacuum",
            "prepare p as select 1",
            "declare c cursor for select 1",
            "begin",
            // writing inside a query
            "with x as (delete from events returning user_id) select user_id, now() as timestamp from x",
            "with x as (insert into events values ('u', now(), 'x', 1) returning user_id) select * from x",
            "select user_id, timestamp into copied from events",
            "select user_id, timestamp from events for update",
            "select user_id, timestamp from events for share nowait",
            // functions with effects
            "select 'u' as user_id, now() as timestamp, pg_sleep(30)",
            "select pg_advisory_lock(1)",
            "select pg_try_advisory_lock(1)",
            "select lo_create(0)",
            "select lo_import('/etc/passwd')",
            "select lo_export(1, '/tmp/x')",
            "select pg_notify('waypost', 'x')",
            "select pg_terminate_backend(pid) from pg_stat_activity",
            "select pg_cancel_backend(pid) from pg_stat_activity",
            "select set_config('statement_timeout', '0', false), pg_sleep(30)",
            "select set_config('transaction_read_only', 'off', true)",
            "select nextval('numbers')",
            "select setval('numbers', 1)",
            "select currval('numbers')",
            "select pg_read_file('/etc/passwd')",
            "select pg_ls_dir('/')",
            "select * from dblink('dbname=postgres', 'select 1') as (a int)",
            "select * from dblink('x') as t(a int)",
            "select query_to_xml('delete from events', true, true, '')",
            "select table_to_xml('events', true, true, '')",
            "select database_to_xml(true, true, '')",
            "select writes_as_owner()",
            "select public.writes_as_owner()",
            "select * from writes_as_owner() as x",
            "select txid_current()",
            "select pg_export_snapshot()",
            "select pg_switch_wal()",
            "select random()",
            "select gen_random_uuid()",
            "select repeat('x', 900000000)",
            "select lpad('x', 900000000)",
            "select pg_logical_emit_message(true, 'a', 'b')",
            "select pg_backend_pid()",
            "select inet_server_addr()",
            // PostgreSQL's own tables
            "select usename as user_id, backend_start as timestamp from pg_stat_activity",
            "select name as user_id, now() as timestamp from pg_settings",
            "select usename as user_id, now() as timestamp from pg_user",
            "select table_name as user_id, now() as timestamp from information_schema.tables",
            "select usename as user_id, now() as timestamp from \"pg_catalog\" /* x */ . PG_User",
            "with pg_user as (select usename as user_id, now() as timestamp from pg_user) select * from pg_user",
            "select 10::regrole::text as user_id, now() as timestamp",
            "select current_setting('port') as user_id, now() as timestamp",
            // the same in disguise
            "select \"pg_sleep\"(30)",
            "select PG_SLEEP(30)",
            "select pg_catalog.pg_sleep(30)",
            "select pg_catalog . /* x */ pg_sleep -- y\n (30)",
            "select \"pg_catalog\".\"pg_sleep\"(30)",
            "select u&\"pg\\005fsleep\"(30)",
            "select U&'\\0061'",
            "select $$a$$ || pg_sleep(30)",
            "select $a$ $$ $a$ || pg_sleep(30)",
            "select E'a'\n'\\'' || pg_sleep(30) || ''",
            "select '\\' || pg_sleep(30) || '\\'",
            "select /* /* */ 1 */ pg_sleep(30)",
            "select 1 --\r, pg_sleep(30)",
            "select 1e1pg_sleep(30)",
            "select public.sum(1)",
            "select lower.sum(1)",
            "with pg_sleep as (select 1) select pg_sleep(30)",
            "with recursive pg_sleep(a) as (select 1) select * from pg_sleep(30)",
            "select 1 as a, pg_sleep(30) as (select 1)",
            "select distinct on (1) pg_sleep(30)",
            "select * from rows from (pg_sleep(30)) as t(a)",
            "select рg_sleep(30)",
            "select pg_sleep\u00a0(30)",
            "select (select pg_sleep(30))",
            "select case when true then pg_sleep(30) end",
            "select * from (values (1)) v(a), lateral pg_sleep(30)",
            "select $1::int",
            "select :a",
            // broken
            "",
            ";",
            "-- nothing",
            "select 'a",
            "select \"a",
            "select $x$ a",
            "select /* a",
            "select (1",
            "select 1)",
            "select \0",
            "select 'a\0b'",
            "nonsense",
            "select from where",
        ];

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_dangerous_query_is_rejected_and_leaves_nothing_behind(string query)
    {
        var report = await shop.PreviewAsync(query);

        Assert.False(report.Ok);
        Assert.True(report.Query.Code is CheckCodes.QueryRefused or CheckCodes.QueryFails, $"{report.Query.Code}: {report.Query.Message}");
        Assert.NotEmpty(report.Query.Message);
        await shop.AssertUntouchedAsync();
    }

    /// <summary>Takes too much time or memory, and is stopped.</summary>
    [Theory]
    [InlineData("select 'u' as user_id, now() as timestamp from generate_series(1, 10000000000) as g where g < 0")]
    [InlineData(
        "with recursive n(i) as (select 1 union all select i + 1 from n) select i as user_id, now() as timestamp from n where i < 0"
    )]
    [InlineData(
        "select count(*)::text as user_id, now() as timestamp from generate_series(1, 100000) as a, generate_series(1, 100000) as b"
    )]
    public async Task An_endless_query_is_stopped_at_its_time_limit(string query)
    {
        var report = await shop.PreviewAsync(query);

        Assert.Equal(CheckCodes.QueryTooSlow, report.Query.Code);
        await shop.AssertUntouchedAsync();
    }

    /// <summary>Returns much data, which is cut.</summary>
    [Theory]
    [InlineData("select g as user_id, now() as timestamp from generate_series(1, 50000) as g", 20)]
    [InlineData("select string_agg(md5(g::text), '') as user_id, now() as timestamp from generate_series(1, 5000) as g", 1)]
    public async Task A_large_result_is_cut_to_twenty_rows_of_short_cells(string query, int rows)
    {
        var report = await shop.PreviewAsync(query);

        Assert.Equal(rows, report.Query.Rows.Count);
        Assert.All(report.Query.Rows.SelectMany(row => row), cell => Assert.InRange(cell.ToString().Length, 1, 200));
        await shop.AssertUntouchedAsync();
    }

    /// <summary>Looks dangerous, but is a legitimate query.</summary>
    [Theory]
    [InlineData(Good + ";")]
    [InlineData(Good + " -- ;")]
    [InlineData(Good + " ; -- done\n;")]
    [InlineData("/* pg_sleep(1); */ " + Good)]
    [InlineData("select 'drop table events; -- pg_sleep(1)' as user_id, now() as timestamp")]
    [InlineData("select $x$ ; ) pg_sleep(9) $x$ as user_id, now() as timestamp")]
    [InlineData("select E'it\\'s; pg_sleep(9)' as user_id, now() as timestamp")]
    [InlineData("with a(b, c) as (select 'u', now()), d(e) as (select 1) select b as user_id, c as timestamp from a, d where e in (1, 2)")]
    [InlineData("with a as materialized (select user_id, timestamp from events) select * from a where exists (select 1 from a)")]
    [InlineData(
        "select user_id, timestamp, sum(value) over (partition by user_id order by timestamp rows between unbounded preceding and "
            + "current row) as value from events"
    )]
    [InlineData(
        "select user_id, (timestamp)::timestamp(0) as timestamp, value::numeric(10,2) from events where (name = 'x' or name like "
            + "'y%') and not (value is null)"
    )]
    [InlineData(
        "select coalesce(user_id, 'x') as user_id, date_trunc('hour', timestamp) as timestamp, cast(value as numeric(10, 2)) as "
            + "value, count(*) filter (where value > 1) as n from events group by user_id, timestamp, value"
    )]
    [InlineData("(select user_id, timestamp from events) union all (select user_id, timestamp from events)")]
    [InlineData("select v.* from (values ('u', now())) as v(user_id, timestamp)")]
    [InlineData("select user_id, timestamp from events tablesample system (10)")]
    [InlineData("table events")]
    [InlineData("with pg_user as (select user_id, timestamp from events) select pg_user.* from pg_user")]
    [InlineData("select pg_settings.user_id, pg_settings.timestamp from events pg_settings where 'pg_user' <> 'information_schema.tables'")]
    public async Task A_query_that_only_looks_dangerous_runs(string query)
    {
        var report = await shop.PreviewAsync(query);

        Assert.True(report.Ok, $"{report.Query.Code}: {report.Query.Message}");
        await shop.AssertUntouchedAsync();
    }
}
