using System.Data.Common;
using Npgsql;
using Waypost.Manager.Core;

namespace Waypost.Manager.Http;

/// <summary>What a failure of PostgreSQL means for whoever asked. Handlers check first; this is for what slips between.</summary>
internal static class DatabaseFailures
{
    private static readonly Refusal Away = new Refusal.Unavailable(
        "PostgreSQL does not answer now. What was being saved may not be saved: read it again before you repeat it."
    );

    /// <summary>Null when it is not PostgreSQL's, or nothing a caller could mend: a fault of ours.</summary>
    public static Refusal? Of(Exception exception) =>
        Causes(exception).OfType<DbException>().LastOrDefault() switch
        {
            PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } => new Refusal.Conflict(
                "Somebody else made the same thing at the same moment. Read it again."
            ),
            PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter } =>
                Refusal.Invalid.Field("", JsonText.Refused),
            PostgresException postgres => postgres.IsTransient || IsAway(postgres.SqlState) ? Away : null,
            not null => Away,
            // Without a DbException, a timeout is the command's or the pool's.
            _ => Causes(exception).Any(e => e is TimeoutException) ? Away : null,
        };

    /// <summary>
    /// Classes 08 and 28 (connection, login), 3D (no such database), 53 (resources), 55 (not ready), 57 (operator intervention).
    /// </summary>
    private static bool IsAway(string sqlState) => sqlState[..2] is "08" or "28" or "3D" or "53" or "55" or "57";

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
