using Npgsql;
using Waypost.Testing;

namespace Waypost.Stats.Tests.Jobs;

/// <summary>A database with the table <c>jobs</c>, as the manager's migrations create it.</summary>
public sealed class JobsDatabase : FreshDatabase
{
    public const string Table = """
        create table jobs (
          id bigint generated always as identity primary key,
          kind text not null,
          payload jsonb not null,
          status text not null check (status in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
          progress jsonb null,
          result jsonb null,
          error text null,
          attempts int not null default 0,
          fencing_token bigint not null default 0,
          lease_until timestamptz null,
          worker text null,
          trace_parent text null,
          created_at timestamptz not null default now(),
          started_at timestamptz null,
          finished_at timestamptz null)
        """;

    protected override async Task PrepareTemplateAsync(string connectionString, CancellationToken cancellation)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        await database.CreateCommand(Table).ExecuteNonQueryAsync(cancellation);
    }
}
