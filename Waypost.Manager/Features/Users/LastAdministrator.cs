using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;

namespace Waypost.Manager.Features.Users;

/// <summary>There must always be an administrator.</summary>
internal static class LastAdministrator
{
    public static readonly Refusal Refused = new Refusal.Conflict(
        "This is the last administrator. Make another user an administrator first."
    );

    /// <summary>
    /// Call within a transaction that holds <see cref="Transactions.LockDeploymentAsync"/>, otherwise two could be removed concurrently.
    /// </summary>
    public static async Task<bool> IsAsync(ManagerDb db, User user, CancellationToken cancellationToken) =>
        user.Role == Roles.Admin && !await db.Users.AnyAsync(u => u.Role == Roles.Admin && u.Id != user.Id, cancellationToken);
}
