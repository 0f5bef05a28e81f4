using Npgsql;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.AnalyticsDatabase;

/// <summary>
/// An analytics database, or a query on it, cannot be used. The message is shown to users: it holds no secret and no user data.
/// </summary>
internal sealed class AnalyticsDatabaseException(string code, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>One of <see cref="CheckCodes"/>.</summary>
    public string Code => code;

    /// <summary>Statements with which the database's owner can fix it; null where there are none.</summary>
    public string? Sql { get; init; }

    /// <summary>Whether the connection is at fault, so that no other query can work either.</summary>
    public bool IsConnectionFailure => code is CheckCodes.CannotConnect or CheckCodes.CannotLogIn or CheckCodes.TooManyRights;

    /// <summary>With PostgreSQL's message, but without its detail, which may quote a row.</summary>
    public static AnalyticsDatabaseException From(PostgresException exception) =>
        exception.SqlState switch
        {
            PostgresErrorCodes.QueryCanceled => new(
                CheckCodes.QueryTooSlow,
                "PostgreSQL cancelled the query because it took too long.",
                exception
            ),
            PostgresErrorCodes.LockNotAvailable => new(
                CheckCodes.QueryTooSlow,
                "The query waited too long for a lock held by another connection.",
                exception
            ),
            PostgresErrorCodes.ReadOnlySqlTransaction => new(
                CheckCodes.QueryRefused,
                $"The query writes, but only reading is allowed: {exception.MessageText}.",
                exception
            ),
            _ => new(
                CheckCodes.QueryFails,
                $"PostgreSQL reports: {exception.MessageText}{Hint(exception)} [{exception.SqlState}]",
                exception
            ),
        };

    private static string Hint(PostgresException exception) => exception.Hint is null ? "" : $" ({exception.Hint})";
}
