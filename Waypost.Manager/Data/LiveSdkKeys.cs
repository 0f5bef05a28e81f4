using System.Data;
using Microsoft.EntityFrameworkCore;
using Waypost.Wire;

namespace Waypost.Manager.Data;

/// <summary>Every SDK key that opens something now, as providers hold them.</summary>
internal static class LiveSdkKeys
{
    public static Task<SdkKeys> ReadAsync(ManagerDb db, DateTimeOffset now, CancellationToken cancellationToken) =>
        db
            .Database.CreateExecutionStrategy()
            .ExecuteAsync(
                async token =>
                {
                    // One moment for the version and the keys under it.
                    await using var moment = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, token);
                    var version = await db.Deployments.AsNoTracking().Select(d => d.KeysVersion).SingleAsync(token);
                    var rows = await db
                        .SdkKeys.AsNoTracking()
                        .Include(k => k.Environment)
                            .ThenInclude(e => e.Project)
                        .Where(k => k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now))
                        .OrderBy(k => k.Id)
                        .ToListAsync(token);
                    return new SdkKeys { KeysVersion = version, Keys = [.. rows.Select(Of)] };
                },
                cancellationToken
            );

    /// <summary>Within a change to any key: tells providers to fetch the keys anew.</summary>
    public static async Task ChangedAsync(ChangeSet change, CancellationToken cancellationToken)
    {
        await change.Db.Database.ExecuteSqlAsync($"update deployment set keys_version = keys_version + 1", cancellationToken);
        change.Notify();
    }

    private static SdkKey Of(StoredSdkKey key) =>
        new()
        {
            Id = key.Id,
            Project = key.Environment.Project.Key,
            Environment = key.Environment.Key,
            Kind = key.Kind,
            Hash = key.Hash,
            AllowedOrigins = key.AllowedOrigins,
            ExpiresAt = key.ExpiresAt,
        };
}
