using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using Waypost.Wire.Experiments;

namespace Waypost.Stats.AnalyticsDatabase;

/// <summary>Explains why a connection failed, for the people who entered it.</summary>
internal static class ConnectionFailure
{
    /// <summary>Null if no PostgreSQL server responds at the address.</summary>
    public static AnalyticsDatabaseException? Explain(Exception exception, AnalyticsSource source) =>
        exception switch
        {
            PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
                new(
                    CheckCodes.CannotLogIn,
                    $"The server rejected the login {source.Username}. Check user name and password, and the server's pg_hba.conf.",
                    exception
                ),
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => new(
                CheckCodes.CannotLogIn,
                $"The server has no database {source.Database}.",
                exception
            ),
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } => new(
                CheckCodes.CannotLogIn,
                $"The login {source.Username} may not connect to {source.Database}. Run as its owner: grant connect on database "
                    + $"{Quote(source.Database)} to {Quote(source.Username)};",
                exception
            ),
            PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } => new(
                CheckCodes.CannotConnect,
                "The server has no free connection. Try again later, or raise its max_connections.",
                exception
            ),
            PostgresException refused => new(
                CheckCodes.CannotLogIn,
                $"The server refused the connection: {refused.MessageText}.",
                exception
            ),
            NpgsqlException { InnerException: AuthenticationException } => new(
                CheckCodes.CannotConnect,
                $"The server's certificate is not valid for TLS mode {source.SslMode}. It must be issued for {source.Host}, and the stats "
                    + "worker must trust its issuer.",
                exception
            ),
            NpgsqlException { InnerException: SocketException or IOException or TimeoutException }
            or OperationCanceledException
            or TimeoutException => null,
            NpgsqlException { InnerException: null } client when client.Message.Contains("SSL", StringComparison.Ordinal) => new(
                CheckCodes.CannotConnect,
                $"The server offers no TLS, but TLS mode {source.SslMode} requires it.",
                exception
            ),
            NpgsqlException { InnerException: null } client when client.Message.Contains("password", StringComparison.OrdinalIgnoreCase) =>
                new(CheckCodes.CannotLogIn, "The server requires a password, but none is set.", exception),
            _ => null,
        };

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
