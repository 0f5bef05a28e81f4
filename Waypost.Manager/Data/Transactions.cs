using Microsoft.EntityFrameworkCore;
using Npgsql;
using Waypost.Manager.Core;

namespace Waypost.Manager.Data;

/// <summary>Writes that increment no environment's version: users, tokens, new projects.</summary>
internal static class Transactions
{
    /// <summary>
    /// Runs on the request's own context, in one transaction. It must have no effect outside the database, because it runs again if
    /// the connection breaks.
    /// </summary>
    /// <param name="conflict">Returned when another request created the same thing at the same time.</param>
    public static Task<Outcome<T>> InTransactionAsync<T>(
        this ManagerDb db,
        Refusal.Conflict conflict,
        Func<CancellationToken, Task<Outcome<T>>> write,
        CancellationToken cancellationToken
    ) =>
        db
            .Database.CreateExecutionStrategy()
            .ExecuteAsync(
                async token =>
                {
                    db.ChangeTracker.Clear();
                    await using var transaction = await db.Database.BeginTransactionAsync(token);
                    try
                    {
                        var outcome = await write(token);
                        if (outcome.Refusal is null)
                        {
                            await db.SaveChangesAsync(token);
                            await transaction.CommitAsync(token);
                        }

                        return outcome;
                    }
                    catch (DbUpdateException e)
                        when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
                    {
                        return conflict;
                    }
                },
                cancellationToken
            );

    /// <summary>Notifies the other managers when the transaction commits.</summary>
    public static Task NotifyAsync(this ManagerDb db, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"select pg_notify({ChangeSignal.Channel}, '')", cancellationToken);

    /// <summary>Serialises transactions that must not overlap, by locking the deployment's row.</summary>
    public static Task LockDeploymentAsync(this ManagerDb db, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"select 1 from deployment for update", cancellationToken);
}
