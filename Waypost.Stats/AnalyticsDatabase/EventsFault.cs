using Npgsql;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.AnalyticsDatabase;

/// <summary>
/// The events database, or a query on it, cannot be used, for a reason its owner should read. The message holds no secret and no user's
/// data.
/// </summary>
internal sealed class EventsFault(string code, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>One of <see cref="CheckCodes"/>.</summary>
    public string Code => code;

    /// <summary>Statements by which the database's owner puts it right; null where there are none.</summary>
    public string? Sql { get; init; }

    /// <summary>Whether another query on another connection could still do well.</summary>
    public bool IsOfConnection => code is CheckCodes.CannotConnect or CheckCodes.CannotLogIn or CheckCodes.TooManyRights;

    /// <summary>PostgreSQL's own words. Its detail may quote a row, so it is left out.</summary>
    public static EventsFault Of(PostgresException fault) =>
        fault.SqlState switch
        {
            PostgresErrorCodes.QueryCanceled => new(CheckCodes.QueryTooSlow, "PostgreSQL cancelled the query: it takes too long.", fault),
            PostgresErrorCodes.LockNotAvailable => new(
                CheckCodes.QueryTooSlow,
                "The query waited too long for a lock that somebody else holds.",
                fault
            ),
            PostgresErrorCodes.ReadOnlySqlTransaction => new(
                CheckCodes.QueryRefused,
                $"The query writes, and queries here only read: {fault.MessageText}.",
                fault
            ),
            _ => new(
                CheckCodes.QueryFails,
                $"PostgreSQL says: {fault.MessageText}{(fault.Hint is null ? "" : $" ({fault.Hint})")} [{fault.SqlState}]",
                fault
            ),
        };
}
