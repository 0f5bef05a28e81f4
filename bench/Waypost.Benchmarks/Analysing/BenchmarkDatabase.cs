using Npgsql;
using Waypost.Testing;

namespace Waypost.Benchmarks.Analysing;

/// <summary>
/// An analytics database with ten events per exposed user. The events are generated in the database, so that this process stays as small
/// as a worker.
/// </summary>
internal sealed class BenchmarkDatabase(PostgresServer server, string name) : IAsyncDisposable
{
    public const string Login = "waypost_benchmark_reader";
    public const string Password = "only for the benchmark";

    public string ConnectionString { get; } =
        new NpgsqlConnectionStringBuilder(server.ConnectionString(name)) { Pooling = false, CommandTimeout = 0 }.ConnectionString;

    private string Name => name;

    public static async Task<BenchmarkDatabase> CreateAsync(int users)
    {
        var server = await PostgresServer.StartedAsync();
        var data = new BenchmarkDatabase(server, $"benchmark_{Environment.ProcessId}");
        await server.ExecuteAsync($"create database {data.Name}");
        await data.ExecuteAsync(
            FormattableString.Invariant(
                $"""
                create unlogged table exposures (
                  experiment_id bigint not null, user_id text not null, timestamp timestamptz not null, treatment boolean not null,
                  device text not null);
                create unlogged table events (
                  user_id text not null, timestamp timestamptz not null, name text not null, value double precision);
                insert into exposures
                  select 7, 'user-' || g, timestamptz '2026-03-01Z' + (g % 14) * interval '1 day', hashint8(g) % 2 = 0,
                    'device ' || abs(hashint8(g + 7) % 10)
                  from generate_series(1::bigint, {users}) as g;
                insert into events
                  select 'user-' || (g * 7919 % {users} + 1), timestamptz '2026-03-01Z' + (g * 104729 % 1209600) * interval '1 second',
                    'page', g % 100
                  from generate_series(1::bigint, {users * 10L}) as g;
                do $$ begin create role {Login} login password '{Password}'; exception when duplicate_object then null; end $$;
                revoke create on schema public from public;
                grant usage on schema public to {Login};
                grant select on exposures, events to {Login};
                """
            )
        );
        await data.ExecuteAsync("vacuum analyze exposures");
        await data.ExecuteAsync("vacuum analyze events");
        return data;
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var database = NpgsqlDataSource.Create(ConnectionString);
        return (T)(await database.CreateCommand(sql).ExecuteScalarAsync())!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(ConnectionString);
        await database.CreateCommand(sql).ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync() => await server.ExecuteAsync($"drop database if exists {name} with (force)");
}
