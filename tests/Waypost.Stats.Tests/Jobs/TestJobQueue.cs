using Npgsql;
using Waypost.Testing;
using Waypost.Wire.Jobs;

namespace Waypost.Stats.Tests.Jobs;

/// <summary>Access to the queue, as the manager has it.</summary>
internal sealed class TestJobQueue(string connectionString) : IAsyncDisposable
{
    // Not pooled, because some tests terminate all connections.
    private readonly NpgsqlDataSource database = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }
    );

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => database.DisposeAsync();

    public async Task<long> AddAsync(string kind, string payload = "{}", string? traceParent = null, bool notify = true)
    {
        var id = (long)
            (
                await ScalarAsync(
                    $"insert into jobs (kind, payload, status, trace_parent) values ('{kind}', '{payload}', '{JobStatus.Queued}', "
                        + $"{(traceParent is null ? "null" : $"'{traceParent}'")}) returning id"
                )
            )!;
        if (notify)
        {
            await ExecuteAsync($"notify {JobChannel.Name}, '{JobChannel.NewJob}'");
        }
        return id;
    }

    /// <summary>A queued job that must not be started again.</summary>
    public async Task<long> AddExhaustedAsync(string kind, int attempts)
    {
        var id = (long)
            (
                await ScalarAsync(
                    $"insert into jobs (kind, payload, status, attempts) values ('{kind}', '{{}}', '{JobStatus.Queued}', {attempts}) "
                        + "returning id"
                )
            )!;
        await ExecuteAsync($"notify {JobChannel.Name}, '{JobChannel.NewJob}'");
        return id;
    }

    public Task CancelAsync(long id) =>
        ExecuteAsync(
            $"update jobs set status = '{JobStatus.Cancelled}', finished_at = now() where id = {id}; "
                + $"notify {JobChannel.Name}, '{id}:{JobStatus.Cancelled}'"
        );

    /// <summary>As if the worker had not renewed the lease in time.</summary>
    public Task ExpireLeaseAsync(long id) =>
        ExecuteAsync($"update jobs set lease_until = now() - interval '1 second' where id = {id}; notify {JobChannel.Name}");

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await database.OpenConnectionAsync(Token);
        await new NpgsqlCommand(sql, connection).ExecuteNonQueryAsync(Token);
    }

    public async Task<object?> ScalarAsync(string sql)
    {
        await using var command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Token) is var value && value is DBNull ? null : value;
    }

    public async Task<string?> TextAsync(long id, string column) =>
        (string?)await ScalarAsync($"select {column}::text from jobs where id = {id}");

    public Task<string?> StatusAsync(long id) => TextAsync(id, "status");

    /// <summary>Waits for a worker's notifications until the condition, a boolean SQL expression on <c>jobs</c>, holds.</summary>
    public async Task UntilAsync(string condition)
    {
        var timeout = TestTimeout.Token();
        await using var connection = await database.OpenConnectionAsync(timeout);
        await new NpgsqlCommand($"listen {JobChannel.Name}", connection).ExecuteNonQueryAsync(timeout);
        while (await ScalarAsync($"select {condition}") is not true)
        {
            await connection.WaitAsync(timeout);
        }
    }

    public Task UntilAsync(long id, string status) => UntilAsync($"(select status from jobs where id = {id}) = '{status}'");
}
