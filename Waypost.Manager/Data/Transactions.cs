using Microsoft.EntityFrameworkCore;
using Npgsql;
using Waypost.Manager.Core;

namespace Waypost.Manager.Data;

/// <summary>Writes that move no environment's version: people, tokens, a new project.</summary>
internal static class Transactions
{
    /// <summary>
    /// Everything or nothing, on the request's own context. Runs again if the connection breaks, so it must do nothing but write to the
    /// database.
    /// </summary>
    /// <param name="clash">What to say when two made the same thing at once and this one came second.</param>
    public static Task<Outcome<T>> WholeAsync<T>(
        this ManagerDb db,
        Refusal.Conflict clash,
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
                        return clash;
                    }
                },
                cancellationToken
            );

    /// <summary>Wakes the other managers when the transaction commits.</summary>
    public static Task NotifyAsync(this ManagerDb db, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"select pg_notify({ChangeSignal.Channel}, '')", cancellationToken);

    /// <summary>For transactions that must not overlap: waits for whoever holds the deployment's row.</summary>
    public static Task AloneAsync(this ManagerDb db, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"select 1 from deployment for update", cancellationToken);
}
