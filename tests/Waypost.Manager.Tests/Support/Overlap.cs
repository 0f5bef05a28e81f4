using Npgsql;

namespace Waypost.Manager.Tests.Support;

/// <summary>Makes requests overlap: holds the lock of a table they write until all of them wait for it or for each other.</summary>
internal static class Overlap
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <param name="table">The table whose lock is held.</param>
    /// <param name="requests">How many are sent at the same time.</param>
    /// <param name="waiting">How many must wait before the lock is released; all of them if left out.</param>
    /// <exception cref="TimeoutException">They did not overlap, so the test would prove nothing.</exception>
    public static Task<T[]> RunAsync<T>(
        string connectionString,
        string table,
        int requests,
        Func<int, Task<T>> send,
        int? waiting = null
    ) => RunLockedAsync(connectionString, $"lock table {table} in exclusive mode", requests, send, waiting);

    /// <param name="lockStatement">SQL that takes the lock until the end of its transaction.</param>
    public static async Task<T[]> RunLockedAsync<T>(
        string connectionString,
        string lockStatement,
        int requests,
        Func<int, Task<T>> send,
        int? waiting = null
    )
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var holder = new NpgsqlConnection(connectionString);
        await holder.OpenAsync(cancellation);
        List<Task<T>> sent;
        await using (var transaction = await holder.BeginTransactionAsync(cancellation))
        {
            await using var command = new NpgsqlCommand(lockStatement, holder, transaction);
            await command.ExecuteNonQueryAsync(cancellation);
            sent = [.. Enumerable.Range(0, requests).Select(send)];
            await WaitAsync(connectionString, waiting ?? requests, cancellation);
        }

        return await Task.WhenAll(sent);
    }

    private static async Task WaitAsync(string connectionString, int expected, CancellationToken cancellation)
    {
        // A separate connection: within the holder's transaction the view would not change.
        await using var observer = new NpgsqlConnection(connectionString);
        await observer.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
            observer
        );
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var waiting = (long)(await command.ExecuteScalarAsync(cancellation))!;
            if (waiting >= expected)
            {
                return;
            }

            if (TimeProvider.System.GetElapsedTime(started) > Limit)
            {
                throw new TimeoutException($"Only {waiting} of {expected} requests waited for a lock: they did not overlap.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellation);
        }
    }
}
