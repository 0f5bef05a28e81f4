using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Waypost.Flags;
using Waypost.Manager.Data;
using Waypost.Wire;

namespace Waypost.Manager.Delivery;

/// <summary>The bytes of a webhook, and the replica's state once it has applied them.</summary>
internal sealed record WebhookPayload(
    ReadOnlyMemory<byte> Body,
    Func<ReplicaState, ReplicaState> Acknowledged,
    string? TraceParent,
    string? Environment
);

/// <summary>Builds webhook payloads; the bytes of one update are built once for all replicas.</summary>
internal sealed class WebhookPayloadBuilder(IDbContextFactory<ManagerDb> databases, Snapshots snapshots, TimeProvider time)
{
    private const int MaxCached = 64;

    private readonly ConcurrentDictionary<ReplicaUpdate, Task<WebhookPayload?>> built = new();

    /// <summary>Null when the environment no longer exists: determine the next update again.</summary>
    public async Task<WebhookPayload?> BuildAsync(ReplicaUpdate update, CancellationToken cancellationToken)
    {
        if (built.Count >= MaxCached)
        {
            built.Clear();
        }

        // The build is shared, so the first replica must not cancel it.
        var building = built.GetOrAdd(update, d => BuildNowAsync(d, CancellationToken.None));
        try
        {
            return await building.WaitAsync(cancellationToken);
        }
        finally
        {
            if (building.IsFaulted || (building.IsCompletedSuccessfully && await building is null))
            {
                built.TryRemove(new(update, building));
            }
        }
    }

    private Task<WebhookPayload?> BuildNowAsync(ReplicaUpdate update, CancellationToken cancellationToken) =>
        update switch
        {
            ReplicaUpdate.Keys => KeysAsync(cancellationToken),
            ReplicaUpdate.Patch patch => PatchAsync(patch, cancellationToken),
            ReplicaUpdate.Snapshot snapshot => SnapshotAsync(snapshot.Environment, null, cancellationToken),
            ReplicaUpdate.Deletion deleted => Task.FromResult<WebhookPayload?>(
                Of(
                    Webhook.EnvironmentDeleted,
                    Data(deleted.Environment) with
                    {
                        Epoch = deleted.Epoch,
                    },
                    state => state.With(deleted.Environment, null),
                    null,
                    deleted.Environment
                )
            ),
            _ => throw new InvalidOperationException($"{update.GetType().Name} has no payload"),
        };

    private async Task<WebhookPayload?> KeysAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var keys = await ActiveSdkKeys.ReadAsync(db, time.GetUtcNow(), cancellationToken);
        return Of(Webhook.KeysUpdated, new() { Keys = keys }, state => state with { KeysVersion = keys.KeysVersion }, null, null);
    }

    private async Task<WebhookPayload?> PatchAsync(ReplicaUpdate.Patch update, CancellationToken cancellationToken)
    {
        var (from, to) = (update.From.Version, update.To.Version);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        // The epoch distinguishes an environment from a deleted one of the same name.
        var rows = await db
            .Patches.AsNoTracking()
            .Where(p => p.Environment.Epoch == update.To.Epoch && p.Version > from && p.Version <= to)
            .OrderBy(p => p.Version)
            .Select(p => new { p.Patch, p.TraceParent })
            .ToListAsync(cancellationToken);
        if (rows.Count != to - from)
        {
            return await SnapshotAsync(update.Environment, rows.LastOrDefault()?.TraceParent, cancellationToken);
        }

        var patch = rows.Select(r => r.Patch).Aggregate(Patch.Merge);
        return Of(
            Webhook.FlagsUpdated,
            Data(update.Environment) with
            {
                Epoch = patch.Epoch,
                Version = patch.Version,
                Patch = patch,
            },
            state => state.With(update.Environment, update.To),
            rows[^1].TraceParent,
            update.Environment
        );
    }

    private async Task<WebhookPayload?> SnapshotAsync(string environment, string? traceParent, CancellationToken cancellationToken)
    {
        var data = Data(environment);
        var snapshot = await snapshots.FindAsync(data.Project!, data.Environment!, cancellationToken);
        return snapshot is null
            ? null
            : Of(
                Webhook.FlagsUpdated,
                data with
                {
                    Epoch = snapshot.Epoch,
                    Version = snapshot.Version,
                    // Providers take the schema from the flags, and earlier versions refuse a newer one.
                    Snapshot = snapshot.ForReader(Snapshot.OldestSchema),
                },
                state => state.With(environment, SnapshotVersion.Of(snapshot)),
                traceParent,
                environment
            );
    }

    private static WebhookData Data(string environment) =>
        environment.Split('/') is [var project, var key]
            ? new() { Project = project, Environment = key }
            : throw new ArgumentException($"'{environment}' is not project/environment.", nameof(environment));

    private WebhookPayload Of(
        string type,
        WebhookData data,
        Func<ReplicaState, ReplicaState> acknowledged,
        string? traceParent,
        string? environment
    )
    {
        var webhook = new Webhook
        {
            Type = type,
            Timestamp = time.GetUtcNow(),
            Data = data,
        };
        return new(JsonSerializer.SerializeToUtf8Bytes(webhook, WireJson.Default.Webhook), acknowledged, traceParent, environment);
    }
}
