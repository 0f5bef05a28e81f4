using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;

namespace Waypost.Manager.Features.SdkKeys;

/// <summary>No two active keys of an environment share a name, because users tell them apart by it and type it to revoke one.</summary>
internal static class SdkKeyNames
{
    private const int MaxLength = 200;

    public static async Task<Refusal.Conflict?> CheckFreeAsync(ChangeSet change, string name, CancellationToken cancellationToken) =>
        (await LiveAsync(change, cancellationToken)).Contains(name)
            ? new($"Environment '{change.Environment.Key}' already has a key named '{name}'. Choose another name, or rotate that key.")
            : null;

    /// <summary>The name of a key that was replaced: "Shop (replaced 29 Nov 2026, 17:05 UTC)".</summary>
    public static async Task<string> ReplacedNameAsync(ChangeSet change, string name, CancellationToken cancellationToken)
    {
        var taken = await LiveAsync(change, cancellationToken);
        var at = change.At.ToUniversalTime().ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
        for (var number = 1; ; number++)
        {
            var ending = number == 1 ? $" (replaced {at})" : string.Create(CultureInfo.InvariantCulture, $" (replaced {at}, {number})");
            var candidate = (name.Length + ending.Length <= MaxLength ? name : name[..(MaxLength - ending.Length)].TrimEnd()) + ending;
            if (!taken.Contains(candidate))
            {
                return candidate;
            }
        }
    }

    private static async Task<HashSet<string>> LiveAsync(ChangeSet change, CancellationToken cancellationToken) =>
        (
            await change
                .Db.SdkKeys.Where(k =>
                    k.EnvironmentId == change.Environment.Id && k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > change.At)
                )
                .Select(k => k.Name)
                .ToListAsync(cancellationToken)
        ).ToHashSet(StringComparer.OrdinalIgnoreCase);
}
