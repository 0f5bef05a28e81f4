using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Waypost.Manager.Data;

namespace Waypost.Manager.Delivery;

/// <summary>Saves the state of each replica, for the UI and other managers. Delivery does not depend on it.</summary>
internal sealed partial class ReplicaStore(IDbContextFactory<ManagerDb> databases, ILogger<ReplicaStore> logger)
{
    public Task SaveAsync(Replica replica, CancellationToken cancellationToken) =>
        TryAsync(db =>
        {
            var versions = JsonSerializer.Serialize(replica.State.Environments.ToDictionary(e => e.Key, e => e.Value.ToString()));
            var callbackUrl = replica.CallbackUrl?.ToString();
            return db.Database.ExecuteSqlAsync(
                $"""
                insert into provider_instances (instance_id, callback_url, versions, connections, last_seen, lease_until)
                values ({replica.InstanceId}, {callbackUrl}, {versions}::json, {replica.Connections},
                    {replica.LastSeen}, {replica.LeaseUntil})
                on conflict (instance_id) do update set callback_url = excluded.callback_url, versions = excluded.versions,
                    connections = excluded.connections, last_seen = excluded.last_seen, lease_until = excluded.lease_until
                """,
                cancellationToken
            );
        });

    /// <summary>Removes only expired leases: another manager may have renewed one since.</summary>
    public Task RemoveExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        TryAsync(db => db.Database.ExecuteSqlAsync($"delete from provider_instances where lease_until < {now}", cancellationToken));

    private async Task TryAsync(Func<ManagerDb, Task> write)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync();
            await write(db);
        }
        catch (Exception e)
            when (e
                    is NpgsqlException
                        or TimeoutException
                        or InvalidOperationException
                        or Microsoft.EntityFrameworkCore.Storage.RetryLimitExceededException
            )
        {
            Log.Failed(logger, e.Message);
        }
    }

    private static partial class Log
    {
        // VersionWatcher reports the same outage.
        [LoggerMessage(Level = LogLevel.Debug, Message = "Could not save a provider's state ({Reason}). Delivery continues.")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
