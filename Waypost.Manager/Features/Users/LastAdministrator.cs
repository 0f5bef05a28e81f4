using Microsoft.EntityFrameworkCore;
using Waypost.Manager.Core;
using Waypost.Manager.Data;

namespace Waypost.Manager.Features.Users;

/// <summary>Somebody must always be able to let others in.</summary>
internal static class LastAdministrator
{
    public static readonly Refusal Refused = new Refusal.Conflict(
        "This is the last administrator. Make somebody else an administrator first."
    );

    /// <summary>Ask within a transaction that is <see cref="Transactions.AloneAsync"/>: else two could leave at once.</summary>
    public static async Task<bool> IsAsync(ManagerDb db, User user, CancellationToken cancellationToken) =>
        user.Role == Roles.Admin && !await db.Users.AnyAsync(u => u.Role == Roles.Admin && u.Id != user.Id, cancellationToken);
}
