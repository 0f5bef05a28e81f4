using System.Security.Cryptography;
using Npgsql;
using Waypost.Testing;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.Tests.AnalyticsDatabase;

/// <summary>A customer's analytics database with a read-only login. It also holds the manager's tables that the worker uses.</summary>
public sealed class ShopDatabase : FreshDatabase
{
    /// <summary>The events of <see cref="FillAsync"/>.</summary>
    public const string Good = "select user_id, timestamp, value from events where name = 'good'";

    public const string ExposuresQuery = "select experiment_id, user_id, timestamp, treatment from exposures";

    /// <summary>Unique to this test process, because logins belong to the server and not to a database.</summary>
    public static string Reader { get; } = $"reader_{Environment.ProcessId}";

    public static string Password { get; } = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    protected override async Task PrepareTemplateAsync(string connectionString, CancellationToken cancellation)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await database
            .CreateCommand(
                $"""
                {Jobs.JobsDatabase.Table};
                create table data_protection_keys (id int generated always as identity primary key, friendly_name text null, xml text null);
                create table exposures (
                  experiment_id bigint not null, user_id text null, timestamp timestamptz null, treatment boolean null, variant text null);
                create table events (user_id text null, timestamp timestamptz null, name text null, value double precision null);
                create role {Reader} login password '{Password}';
                revoke create on schema public from public;
                grant usage on schema public to {Reader};
                grant select on exposures, events to {Reader};
                alter default privileges in schema public grant select on tables to {Reader};
                """
            )
            .ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>200 users, half and half; one good event each, its value 1…200.</summary>
    internal Task FillAsync() =>
        ExecuteAsync(
            """
            truncate exposures, events;
            insert into exposures select 7, 'u' || g, timestamptz '2026-03-02Z', g % 2 = 0 from generate_series(1, 200) as g;
            insert into events select 'u' || g, timestamptz '2026-03-03Z', 'good', g from generate_series(1, 200) as g;
            """
        );

    /// <summary>The connection as the manager sends it, with the read-only login.</summary>
    internal AnalyticsSource Source(StatsWorkerHost worker, string? exposuresQuery = null) =>
        SourceOf(worker, ConnectionString, Reader, Password, exposuresQuery);

    internal static AnalyticsSource SourceOf(
        StatsWorkerHost worker,
        string connectionString,
        string username,
        string password,
        string? exposuresQuery = null
    )
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        return new()
        {
            Host = settings.Host!,
            Port = settings.Port,
            Database = settings.Database!,
            Username = username,
            ProtectedPassword = worker.Protect(password),
            SslMode = "disable",
            ExposuresQuery = exposuresQuery ?? ExposuresQuery,
        };
    }

    /// <summary>Runs statements as the database's owner.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false });
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public async Task<object?> ScalarAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false });
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
