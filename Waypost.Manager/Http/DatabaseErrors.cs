using System.Data.Common;
using Npgsql;
using Waypost.Manager.Core;

namespace Waypost.Manager.Http;

/// <summary>Maps database errors to refusals. Handlers check first; this covers changes made between that check and the write.</summary>
internal static class DatabaseErrors
{
    private static readonly Refusal Unavailable = new Refusal.Unavailable(
        "PostgreSQL does not respond. Your change may or may not have been saved: load it again before you repeat it."
    );

    /// <summary>Null when it is not a PostgreSQL error, or one that the caller cannot do anything about.</summary>
    public static Refusal? Of(Exception exception) =>
        Causes(exception).OfType<DbException>().LastOrDefault() switch
        {
            PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } => new Refusal.Conflict(
                "Someone else created the same item at the same time. Load it again."
            ),
            PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter } =>
                Refusal.Invalid.Field("", JsonText.InvalidMessage),
            PostgresException postgres => postgres.IsTransient || IsUnavailable(postgres.SqlState) ? Unavailable : null,
            not null => Unavailable,
            // Without a DbException, a timeout comes from the command or the pool.
            _ => Causes(exception).Any(e => e is TimeoutException) ? Unavailable : null,
        };

    /// <summary>
    /// Classes 08 and 28 (connection, login), 3D (no such database), 53 (resources), 55 (not ready), 57 (operator intervention).
    /// </summary>
    private static bool IsUnavailable(string sqlState) => sqlState[..2] is "08" or "28" or "3D" or "53" or "55" or "57";

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
