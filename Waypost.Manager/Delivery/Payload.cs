using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Waypost.Flags;
using Waypost.Manager.Data;
using Waypost.Wire;

namespace Waypost.Manager.Delivery;

/// <summary>The bytes of a webhook, and what the replica holds once it took them.</summary>
internal sealed record Payload(ReadOnlyMemory<byte> Body, Func<Held, Held> Acknowledged, string? TraceParent, string? Environment);

/// <summary>Builds payloads; the bytes of one change are built once for all replicas.</summary>
internal sealed class Payloads(IDbContextFactory<ManagerDb> databases, Snapshots snapshots, TimeProvider time)
{
    private const int Kept = 64;

    private readonly ConcurrentDictionary<Delivery, Task<Payload?>> built = new();

    /// <summary>Null when it is gone by now: look again what the replica is owed.</summary>
    public async Task<Payload?> BuildAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        if (built.Count >= Kept)
        {
            built.Clear();
        }

        // The build is shared, so it must not die with the replica that asked first.
        var building = built.GetOrAdd(delivery, d => BuildNowAsync(d, CancellationToken.None));
        try
        {
            return await building.WaitAsync(cancellationToken);
        }
        finally
        {
            if (building.IsFaulted || (building.IsCompletedSuccessfully && await building is null))
            {
                built.TryRemove(new(delivery, building));
            }
        }
    }

    private Task<Payload?> BuildNowAsync(Delivery delivery, CancellationToken cancellationToken) =>
        delivery switch
        {
            Delivery.Keys => KeysAsync(cancellationToken),
            Delivery.Changes changes => ChangesAsync(changes, cancellationToken),
            Delivery.Everything everything => EverythingAsync(everything.Environment, null, cancellationToken),
            Delivery.Deleted deleted => Task.FromResult<Payload?>(
                Of(
                    Webhook.EnvironmentDeleted,
                    Data(deleted.Environment) with
                    {
                        Epoch = deleted.Epoch,
                    },
                    held => held.With(deleted.Environment, null),
                    null,
                    deleted.Environment
                )
            ),
            _ => throw new InvalidOperationException($"{delivery.GetType().Name} has no payload"),
        };

    private async Task<Payload?> KeysAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var keys = await LiveSdkKeys.ReadAsync(db, time.GetUtcNow(), cancellationToken);
        return Of(Webhook.KeysUpdated, new() { Keys = keys }, held => held with { KeysVersion = keys.KeysVersion }, null, null);
    }

    private async Task<Payload?> ChangesAsync(Delivery.Changes delivery, CancellationToken cancellationToken)
    {
        var (from, to) = (delivery.From.Version, delivery.To.Version);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        // The epoch tells environments of the same name apart, should one be deleted and made anew.
        var rows = await db
            .Patches.AsNoTracking()
            .Where(p => p.Environment.Epoch == delivery.To.Epoch && p.Version > from && p.Version <= to)
            .OrderBy(p => p.Version)
            .Select(p => new { p.Patch, p.TraceParent })
            .ToListAsync(cancellationToken);
        if (rows.Count != to - from)
        {
            return await EverythingAsync(delivery.Environment, rows.LastOrDefault()?.TraceParent, cancellationToken);
        }

        var patch = rows.Select(r => r.Patch).Aggregate(Patch.Merge);
        return Of(
            Webhook.FlagsUpdated,
            Data(delivery.Environment) with
            {
                Epoch = patch.Epoch,
                Version = patch.Version,
                Patch = patch,
            },
            held => held.With(delivery.Environment, delivery.To),
            rows[^1].TraceParent,
            delivery.Environment
        );
    }

    private async Task<Payload?> EverythingAsync(string environment, string? traceParent, CancellationToken cancellationToken)
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
                    Snapshot = snapshot,
                },
                held => held.With(environment, SnapshotVersion.Of(snapshot)),
                traceParent,
                environment
            );
    }

    private static WebhookData Data(string environment) =>
        environment.Split('/') is [var project, var key]
            ? new() { Project = project, Environment = key }
            : throw new ArgumentException($"'{environment}' is not project/environment.", nameof(environment));

    private Payload Of(string type, WebhookData data, Func<Held, Held> acknowledged, string? traceParent, string? environment)
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
