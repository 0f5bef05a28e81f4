using System.Data;
using Microsoft.EntityFrameworkCore;
using Waypost.Wire;

namespace Waypost.Manager.Data;

/// <summary>Reads the active SDK keys, as providers receive them.</summary>
internal static class ActiveSdkKeys
{
    public static Task<SdkKeys> ReadAsync(ManagerDb db, DateTimeOffset now, CancellationToken cancellationToken) =>
        db
            .Database.CreateExecutionStrategy()
            .ExecuteAsync(
                async token =>
                {
                    // One snapshot of the database for the version and its keys.
                    await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, token);
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

    /// <summary>Call within a change to any key: makes providers fetch the keys again.</summary>
    public static async Task MarkChangedAsync(ChangeSet change, CancellationToken cancellationToken)
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
